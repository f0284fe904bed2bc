using System.Text.Json;
using Roundtable.Sqlite.Engine;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Records;

/// <summary>What requests with a key were answered, as rows.</summary>
internal static class RequestTable
{
    private const string InsertOne = """
        insert or replace into request (user_id, key, body, conversation_id, message_id, replies, cursor, timestamp, checksum)
        values ($user_id, $key, $body, $conversation_id, $message_id, $replies, $cursor, $timestamp, $checksum)
        """;

    private const string SelectOne = """
        select body, conversation_id, message_id, replies, cursor, timestamp, checksum
        from request
        where user_id = $user_id and key = $key
        """;

    private const string SelectLast = "select coalesce(max(position), 0) from request";

    private const string DeleteOldest = """
        delete from request
        where position in (select position from request where position <= $position order by position limit $limit)
        """;

    public static void Insert(Database database, RequestFile file) =>
        database
            .Prepare(InsertOne)
            .Bind(file.UserId)
            .Bind(file.Key)
            .Bind(file.Body)
            .Bind(file.ConversationId)
            .Bind(file.MessageId)
            .Bind(file.Replies is null ? null : JsonSerializer.Serialize(file.Replies, StoredJson.Default.IReadOnlyListString))
            .Bind(file.Cursor)
            .Bind(StoredTime.Format(file.Timestamp))
            .Bind(ChecksummedJson.DigestIn(file.Encode()))
            .Execute();

    /// <summary>What the same request was answered; null when it is new, or its row is damaged.</summary>
    public static RequestFile? Find(Database database, UserId user, string key)
    {
        using var row = database.Prepare(SelectOne).Bind(user.ToString()).Bind(key);
        return row.Read() ? Parse(row, user, key) : null;
    }

    /// <summary>The last one's position; they grow with time.</summary>
    public static long LastPosition(Database database)
    {
        using var row = database.Prepare(SelectLast);
        row.Read();
        return row.Long(0);
    }

    /// <summary>Takes a few of the oldest away, up to a position.</summary>
    public static void DeleteUpTo(Database database, long position, int limit) =>
        database.Prepare(DeleteOldest).Bind(position).Bind(limit).Execute();

    /// <summary>The answer, if its columns fit their checksum.</summary>
    public static RequestFile? Parse(Statement row, UserId user, string key)
    {
        if (!StoredTime.TryParse(row.Utf8(5), out var timestamp))
            return null;
        try
        {
            var file = new RequestFile
            {
                UserId = user.ToString(),
                Key = key,
                Body = row.Text(0),
                ConversationId = row.Text(1),
                MessageId = row.TextOrNull(2),
                Replies = row.TextOrNull(3) is { } replies
                    ? JsonSerializer.Deserialize(replies, StoredJson.Default.IReadOnlyListString)
                    : null,
                Cursor = row.Text(4),
                Timestamp = timestamp,
                Format = ChecksummedJson.Format,
            };
            return ChecksummedJson.DigestIn(file.Encode()) == row.Text(6) ? file : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
