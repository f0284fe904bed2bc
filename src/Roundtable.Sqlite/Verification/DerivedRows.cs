using System.Globalization;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Verification;

/// <summary>Makes anew what the table of messages says of messages that have ended, from their chunks.</summary>
internal static class DerivedRows
{
    private const string SelectEnded = "select id from message where conversation_id = $id and status = 'complete'";

    private const string MendOne = """
        update message
        set length = $length, token_count = $token_count, chunk_count = max($chunk_count, (
                select coalesce(max(cast(substr(l.id, length(message.id) + 2) as integer)), 0)
                from loss l
                where l.unit = message.conversation_id and l.id > message.id || '-' and l.id < message.id || '.'
            )),
            role = coalesce($role, role), author_id = iif($tag is null, author_id, $author_id),
            agent_id = iif($tag is null, agent_id, $agent_id), tag = coalesce($tag, tag), created_at = $created_at, finish_reason = coalesce($finish_reason, finish_reason),
            completed_at = coalesce($completed_at, completed_at)
        where id = $id
        """;

    public static void Mend(Database database, ConversationId id)
    {
        foreach (var message in Ended(database, id))
        {
            var chunks = ChunkTable.Read(database, message, (0, int.MaxValue), int.MaxValue);
            if (chunks is [{ Chunk: { } first }, ..] && chunks[^1].Chunk is { } last)
                Mend(database, first, last);
        }
    }

    private static void Mend(Database database, MessageChunk first, MessageChunk last)
    {
        var isUsers = first.AuthorId is not null;
        var completedAt = isUsers ? first.Timestamp : last.CompletedAt;
        database
            .Prepare(MendOne)
            .Bind(last.Offset + last.Length)
            .Bind(last.TokenOffset + last.TokenCount)
            .Bind(last.Seq)
            .Bind(first.Tag is null ? null : StoredWord<MessageRole>.Of(isUsers ? MessageRole.User : MessageRole.Agent))
            .Bind(first.Tag is { } tag ? StoredTag.Format(tag) : null)
            .Bind(first.AuthorId?.ToString())
            .Bind(first.AgentId)
            .Bind(StoredTime.Format(first.Timestamp))
            .Bind(isUsers ? StoredWord<FinishReason>.Of(FinishReason.Stop) : Word(last.FinishReason))
            .Bind(completedAt is { } at ? StoredTime.Format(at) : null)
            .Bind(first.MessageId.ToString())
            .Execute();
    }

    private static string? Word(FinishReason? reason) => reason is { } known ? StoredWord<FinishReason>.Of(known) : null;

    private static List<MessageId> Ended(Database database, ConversationId id)
    {
        using var rows = database.Prepare(SelectEnded).Bind(id.ToString());
        var ended = new List<MessageId>();
        while (rows.Read())
        {
            if (MessageId.TryParse(rows.Text(0), CultureInfo.InvariantCulture, out var message))
                ended.Add(message);
        }

        return ended;
    }
}
