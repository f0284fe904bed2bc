using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Searching;

/// <summary>Brings the index of a whole conversation in step with rows that came otherwise than by the store's own requests.</summary>
internal static class PassageSync
{
    private const string SelectBehind = """
        select m.id, m.length
        from message m
        where m.conversation_id = $id and m.status = 'complete' and m.length > coalesce(
            (
                select max(p.start + p.length)
                from passage p
                where p.conversation_id = m.conversation_id and p.message = m.number
            ),
            0)
            and m.number > $after
        order by m.number
        limit $limit
        """;

    private const string SelectMessages = "select id from message where conversation_id = $id";

    private const string SelectTitle = "select title from conversation where id = $id";

    /// <summary>Adds what is complete and not in the index yet.</summary>
    public static void Add(Database database, ConversationId id) => Add(database, id, after: 0, limit: int.MaxValue);

    /// <summary>The same for so many messages behind a number; those that were added, in order.</summary>
    public static IReadOnlyList<MessageId> Add(Database database, ConversationId id, int after, int limit)
    {
        var behind = Behind(database, id, after, limit);
        foreach (var (message, length) in behind)
            PassageWriter.End(database, message, length);
        return [.. behind.Select(added => added.Item1)];
    }

    /// <summary>Takes everything out, while the text is still there.</summary>
    public static void Remove(Database database, ConversationId id)
    {
        PassageWriter.RemoveTitle(database, id, Title(database, id));
        foreach (var message in Messages(database, id))
            PassageWriter.Remove(database, message);
        IndexMerge.Require(database);
    }

    public static string Title(Database database, ConversationId id)
    {
        using var row = database.Prepare(SelectTitle).Bind(id.ToString());
        return row.Read() ? row.Text(0) : "";
    }

    private static List<(MessageId, int)> Behind(Database database, ConversationId id, int after, int limit)
    {
        using var rows = database.Prepare(SelectBehind).Bind(id.ToString()).Bind(after).Bind(limit);
        var behind = new List<(MessageId, int)>();
        while (rows.Read())
        {
            if (MessageId.TryParse(rows.Text(0), null, out var message))
                behind.Add((message, rows.Int(1)));
        }

        return behind;
    }

    private static List<MessageId> Messages(Database database, ConversationId id)
    {
        using var rows = database.Prepare(SelectMessages).Bind(id.ToString());
        var messages = new List<MessageId>();
        while (rows.Read())
        {
            if (MessageId.TryParse(rows.Text(0), null, out var message))
                messages.Add(message);
        }

        return messages;
    }
}
