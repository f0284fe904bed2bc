using Roundtable.Sqlite.Engine;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Records;

/// <summary>Messages as rows: what is known of them without their text.</summary>
internal static class MessageTable
{
    private const string InsertOne = """
        insert into message (id, conversation_id, number, role, author_id, agent_id, tag, status, finish_reason, length, token_count,
            chunk_count, created_at, completed_at)
        values ($id, $conversation_id, $number, $role, $author_id, $agent_id, $tag, $status, $finish_reason, $length, $token_count,
            $chunk_count, $created_at, $completed_at)
        """;

    private const string GrowOne = """
        update message
        set length = $length, token_count = $token_count, chunk_count = $chunk_count
        where id = $id
        """;

    private const string EndOne = """
        update message
        set length = $length, token_count = $token_count, chunk_count = $chunk_count, status = 'complete',
            finish_reason = $finish_reason, completed_at = $completed_at
        where id = $id
        """;

    private const string SelectOne = """
        select m.id, m.role, m.agent_id, m.status, m.length, m.token_count, m.chunk_count, m.tag
        from message m join conversation c on c.id = m.conversation_id
        where m.id = $id and c.deleted = 0
        """;

    private const string SelectRun = """
        select id, role, agent_id, status, length, token_count, chunk_count, tag
        from message
        where conversation_id = $conversation_id and number >= $first and number <= $last
        """;

    private const string SelectOpen = "select id from message where status = 'streaming'";

    // A plus keeps the planner from the index, which "not indexed" does not in a table without rowid.
    private const string SelectOpenByTable = "select id from message where +status = 'streaming'";

    private const string SelectSome = "select id from message where conversation_id = $conversation_id limit $limit";

    private const string DeleteOne = "delete from message where id = $id";

    /// <summary>A user's message, or a reply that is opened.</summary>
    public static void Insert(Database database, MessageChunk first)
    {
        var isUsers = first.AuthorId is not null;
        var timestamp = StoredTime.Format(first.Timestamp);
        database
            .Prepare(InsertOne)
            .Bind(first.MessageId.ToString())
            .Bind(first.MessageId.Conversation.ToString())
            .Bind(first.MessageId.Number)
            .Bind(StoredWord<MessageRole>.Of(isUsers ? MessageRole.User : MessageRole.Agent))
            .Bind(first.AuthorId?.ToString())
            .Bind(first.AgentId)
            .Bind(StoredTag.Format(first.Tag ?? 0))
            .Bind(StoredWord<MessageStatus>.Of(first.Status))
            .Bind(isUsers ? StoredWord<FinishReason>.Of(FinishReason.Stop) : null)
            .Bind(first.Length)
            .Bind(first.TokenCount)
            .Bind(isUsers ? 1 : 0)
            .Bind(timestamp)
            .Bind(isUsers ? timestamp : null)
            .Execute();
    }

    /// <summary>A chunk of it was closed.</summary>
    public static void Grow(Database database, MessageChunk closed) =>
        database
            .Prepare(GrowOne)
            .Bind(closed.Offset + closed.Length)
            .Bind(closed.TokenOffset + closed.TokenCount)
            .Bind(closed.Seq)
            .Bind(closed.MessageId.ToString())
            .Execute();

    /// <summary>It has ended with its last chunk.</summary>
    public static void End(Database database, MessageChunk last) =>
        database
            .Prepare(EndOne)
            .Bind(last.Offset + last.Length)
            .Bind(last.TokenOffset + last.TokenCount)
            .Bind(last.Seq)
            .Bind(StoredWord<FinishReason>.Of(last.FinishReason!.Value))
            .Bind(StoredTime.Format(last.CompletedAt!.Value))
            .Bind(last.MessageId.ToString())
            .Execute();

    public static MessageRow? Find(Database database, MessageId id)
    {
        using var row = database.Prepare(SelectOne).Bind(id.ToString());
        return row.Read() ? Parse(row, id) : null;
    }

    /// <summary>Those from a number to another one, of a conversation that is known to be there.</summary>
    public static IEnumerable<MessageRow> Run(Database database, ConversationId id, (int First, int Last) numbers)
    {
        using var rows = database.Prepare(SelectRun).Bind(id.ToString()).Bind(numbers.First).Bind(numbers.Last);
        while (rows.Read())
        {
            if (
                MessageId.TryParse(rows.Text(0), null, out var message)
                && message.Conversation == id
                && message.Number >= numbers.First
                && message.Number <= numbers.Last
            )
                yield return Parse(rows, message);
        }
    }

    /// <summary>Every reply that is being written, one of a deleted conversation among them.</summary>
    public static List<MessageId> Open(Database database) => Open(database, SelectOpen);

    /// <summary>The same without the index of these, by looking at all messages.</summary>
    public static List<MessageId> OpenByTable(Database database) => Open(database, SelectOpenByTable);

    private static List<MessageId> Open(Database database, string statement)
    {
        using var rows = database.Prepare(statement);
        var open = new List<MessageId>();
        while (rows.Read())
        {
            if (MessageId.TryParse(rows.Text(0), null, out var id))
                open.Add(id);
        }

        return open;
    }

    /// <summary>Some messages of a conversation, whatever has become of it.</summary>
    public static IReadOnlyList<string> Some(Database database, ConversationId id, int limit)
    {
        using var rows = database.Prepare(SelectSome).Bind(id.ToString()).Bind(limit);
        var ids = new List<string>();
        while (rows.Read())
            ids.Add(rows.Text(0));
        return ids;
    }

    /// <summary>Takes a message out, with all of its text.</summary>
    public static void Delete(Database database, string id)
    {
        ChunkTable.DeleteOf(database, id);
        BundleTable.DeleteOf(database, id);
        database.Prepare(DeleteOne).Bind(id).Execute();
    }

    private static MessageRow Parse(Statement row, MessageId id)
    {
        _ = StoredWord<MessageRole>.TryParse(row.Utf8(1), out var role);
        _ = StoredWord<MessageStatus>.TryParse(row.Utf8(3), out var status);
        _ = StoredTag.TryParse(row.Text(7), out var tag);
        return new MessageRow(id, role, row.TextOrNull(2), tag, status, (row.Int(4), row.Int(5), row.Int(6)));
    }
}
