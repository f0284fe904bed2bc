using System.Text;
using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>Passages as rows, and their words in the index.</summary>
internal static class PassageTable
{
    private const string InsertOne = """
        insert into passage (conversation_id, message, volume, start, length, next, words)
        values ($conversation_id, $message, $volume, $start, $length, $next, $words)
        """;

    private const string DeleteOne = "delete from passage where id = $id";

    private const string SelectAll = """
        select id, start, length, next, words, volume
        from passage
        where conversation_id = $conversation_id and message = $message
        order by start
        """;

    private const string SelectLast = """
        select id, start, length, next, words, volume
        from passage
        where conversation_id = $conversation_id and message = $message
        order by start desc
        limit 1
        """;

    private const string SelectPlace = "select conversation_id, message from passage where id = $id";
    private const string SelectLastId = "select coalesce(max(id), 0) from passage";
    private const string IndexOne = "insert into passage_index (rowid, words) values ($id, $words)";

    // The index keeps no text, so that it has to be told once more which words it is to forget.
    private const string UnindexOne = "insert into passage_index (passage_index, rowid, words) values ('delete', $id, $words)";

    /// <summary>Adds a passage with its words.</summary>
    /// <param name="of">Whose text; the message with number 0 is the title.</param>
    public static void Insert(Database database, (ConversationId Conversation, int Message) of, Passage passage, string words)
    {
        database
            .Prepare(InsertOne)
            .Bind(of.Conversation.ToString())
            .Bind(of.Message)
            .Bind(passage.Volume)
            .Bind(passage.Start)
            .Bind(passage.Length)
            .Bind(passage.Next)
            .Bind(ChecksumOf(words))
            .Execute();
        database.Prepare(IndexOne).Bind(LastId(database)).Bind(words).Execute();
    }

    /// <summary>Takes a passage out, if these are its words; the row goes either way.</summary>
    /// <returns>False when the index has other words, which it now keeps.</returns>
    public static bool TryDelete(Database database, Passage passage, string words)
    {
        var isKnown = ChecksumOf(words) == passage.Words;
        if (isKnown)
            database.Prepare(UnindexOne).Bind(passage.Id).Bind(words).Execute();
        database.Prepare(DeleteOne).Bind(passage.Id).Execute();
        return isKnown;
    }

    /// <summary>A text's passages, by their place in it.</summary>
    public static IReadOnlyList<Passage> Of(Database database, ConversationId conversation, int message)
    {
        using var rows = database.Prepare(SelectAll).Bind(conversation.ToString()).Bind(message);
        var passages = new List<Passage>();
        while (rows.Read())
            passages.Add(Parse(rows));
        return passages;
    }

    /// <summary>A text's last passage; null when it has none.</summary>
    public static Passage? Last(Database database, ConversationId conversation, int message)
    {
        using var row = database.Prepare(SelectLast).Bind(conversation.ToString()).Bind(message);
        return row.Read() ? Parse(row) : null;
    }

    /// <summary>The text that a row of the index belongs to; null when it is gone.</summary>
    public static (ConversationId Conversation, int Message)? PlaceOf(Database database, long id)
    {
        using var row = database.Prepare(SelectPlace).Bind(id);
        return row.Read() && ConversationId.TryParse(row.Text(0), null, out var conversation) ? (conversation, row.Int(1)) : null;
    }

    /// <summary>The highest number of a row; they grow with time.</summary>
    public static long LastId(Database database)
    {
        using var row = database.Prepare(SelectLastId);
        row.Read();
        return row.Long(0);
    }

    public static uint ChecksumOf(string words) => ChecksumOf(Encoding.UTF8.GetBytes(words));

    public static uint ChecksumOf(ReadOnlySpan<byte> words) => Crc32C.Compute(words);

    private static Passage Parse(Statement row) =>
        new(row.Long(0), row.Int(1), row.Int(2), row.Int(3), (uint)row.Long(4)) { Volume = row.Int(5) };
}
