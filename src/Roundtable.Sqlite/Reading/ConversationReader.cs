using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Reading;

/// <summary>Conversations as of the moment of the transaction that one is in.</summary>
internal static class ConversationReader
{
    private const string SelectOpen = """
        select m.number, m.length, m.token_count, m.chunk_count, count(b.position), coalesce(sum(b.length), 0),
            coalesce(sum(b.token_count), 0), m.tag
        from message m left join bundle b on b.message_id = m.id
        where m.conversation_id = $conversation_id and m.status = 'streaming'
        group by m.number
        order by m.number
        """;

    private const string SelectChanges = """
        select number, change, updated_at
        from conversation
        where user_id = $user_id and change > $after
        order by change
        limit $limit
        """;

    private const string SelectChange = """
        select number, change, updated_at
        from conversation
        where user_id = $user_id and change <= $at_most
        order by change desc
        limit 1
        """;

    /// <summary>The conversation; null when there is none, or it was deleted.</summary>
    public static Conversation? Find(Database database, ConversationId id) =>
        ConversationTable.Find(database, id) is { } row ? WithOpen(database, row, id) : null;

    /// <summary>The same, of a row that was read in this transaction.</summary>
    public static Conversation WithOpen(Database database, ConversationRow row, ConversationId id)
    {
        // Of most conversations, in a list above all, nothing is open, and nothing has to be looked for.
        if (row.EndedCount == row.MessageCount)
            return row.ToConversation(id, [], openLength: 0);
        using var rows = database.Prepare(SelectOpen).Bind(id.ToString());
        var (open, openLength) = (new List<OpenReply>(), 0L);
        while (rows.Read())
        {
            openLength += rows.Int(5);
            _ = StoredTag.TryParse(rows.Text(7), out var tag);
            open.Add(
                new OpenReply(
                    rows.Int(0),
                    tag,
                    rows.Int(1) + rows.Int(5),
                    rows.Int(2) + rows.Int(6),
                    rows.Int(3) + (rows.Long(4) > 0 ? 1 : 0)
                )
            );
        }

        return row.ToConversation(id, open, openLength);
    }

    /// <summary>A page of a user's conversations, highest change first.</summary>
    public static IReadOnlyList<Conversation> List(Database database, UserId owner, ConversationQuery query) =>
        [.. ConversationTable.List(database, owner, query).Select(found => WithOpen(database, found.Row, found.Id))];

    /// <summary>What has changed after a change number, in that order.</summary>
    public static IReadOnlyList<ConversationChange> ListChanges(Database database, UserId owner, long after, int limit)
    {
        using var rows = database.Prepare(SelectChanges).Bind(owner.ToString()).Bind(after).Bind(limit);
        var changes = new List<ConversationChange>();
        while (rows.Read())
            changes.Add(Change(database, owner, rows));
        return changes;
    }

    /// <summary>The newest change with a number not above this one.</summary>
    public static ConversationChange? FindChange(Database database, UserId owner, long atMost)
    {
        using var rows = database.Prepare(SelectChange).Bind(owner.ToString()).Bind(atMost);
        return rows.Read() ? Change(database, owner, rows) : null;
    }

    private static ConversationChange Change(Database database, UserId owner, Statement row)
    {
        var id = new ConversationId(owner, row.Int(0));
        _ = StoredTime.TryParse(row.Utf8(2), out var at);
        return new ConversationChange(id, row.Long(1), at, Find(database, id));
    }
}
