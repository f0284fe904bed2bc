using System.Globalization;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// Sets damaged revisions of a conversation's facts aside. The number of a lost one stays taken; where it is the newest, the one
/// before it is shown, as reads do of what is damaged.
/// </summary>
internal static class FactsRepair
{
    private const string RowOfFacts = """
        json_object('revision', revision, 'title', title, 'participants', participants, 'metadata', metadata, 'archived', archived,
            'created_at', created_at, 'timestamp', timestamp, 'changed_by', changed_by, 'tag', tag, 'facts_change', facts_change,
            'checksum', checksum)
        """;

    private const string CopyNewest = $"""
        insert into aside (unit, id, reason, timestamp, row)
        select id, $id, $reason, $timestamp, {RowOfFacts}
        from conversation
        where id = $conversation_id and revision = $revision and checksum <> ''
        """;

    private const string CopyEarlier = $"""
        insert into aside (unit, id, reason, timestamp, row)
        select conversation_id, $id, $reason, $timestamp, {RowOfFacts}
        from conversation_revision
        where conversation_id = $conversation_id and revision = $revision
        """;

    private const string DeleteEarlier =
        "delete from conversation_revision where conversation_id = $conversation_id and revision = $revision";

    private const string IsNewest = "select 1 from conversation where id = $id and revision = $revision";

    private const string ShowSound = $"""
        update conversation
        set ({FactsColumns.Names}) = ({FactsColumns.Values})
        where id = $id
        """;

    private const string MarkLost = "update conversation set checksum = '' where id = $id";

    /// <summary>Which revision of the facts an id names; null when it names none of this conversation.</summary>
    public static int? RevisionOf(ConversationId id, string found)
    {
        var first = id.ToString();
        if (found == first)
            return 1;
        return
            found.StartsWith(first + "-r", StringComparison.Ordinal)
            && int.TryParse(found.AsSpan(first.Length + 2), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? revision
            : null;
    }

    public static void SetAside(Database database, ConversationId id, int revision, (string Id, string Reason, string Time) found)
    {
        foreach (var copy in (string[])[CopyNewest, CopyEarlier])
            database
                .Prepare(copy)
                .Bind(found.Id)
                .Bind(found.Reason)
                .Bind(found.Time)
                .Bind(id.ToString())
                .Bind(revision)
                .Execute();
        database.Prepare(DeleteEarlier).Bind(id.ToString()).Bind(revision).Execute();
        // What shows the conversation instead is looked for only where that is asked: it reads what is damaged once more.
        if (!Is(database, id, revision) || ConversationTable.Find(database, id) is not { IsDamaged: true } row)
            return;
        FactsColumns.Bind(database.Prepare(ShowSound), row.Facts).Bind(id.ToString()).Execute();
        // No checksum fits it: it is not the revision that is lost.
        database.Prepare(MarkLost).Bind(id.ToString()).Execute();
    }

    private static bool Is(Database database, ConversationId id, int revision)
    {
        using var row = database.Prepare(IsNewest).Bind(id.ToString()).Bind(revision);
        return row.Read();
    }
}
