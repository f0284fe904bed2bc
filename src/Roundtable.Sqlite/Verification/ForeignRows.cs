using Roundtable.Sqlite.Engine;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Sqlite.Verification;

/// <summary>Sets rows aside that belong to nothing: their id is none that Roundtable gives, or what it names is not there.</summary>
internal static class ForeignRows
{
    private const string Cost = "It belongs to nothing that is there; the row is kept in the table 'aside'.";

    /// <summary>Table, what a row is called, and which rows have an id that is none.</summary>
    private static readonly IReadOnlyList<(string Table, string Id, string Where)> Misnamed =
    [
        ("user", "id", "id <> printf('us%02d', number)"),
        ("conversation", "id", "id <> printf('%s-co%02d', user_id, number)"),
        ("message", "id", "id <> printf('%s-ms%02d', conversation_id, number)"),
    ];

    private static readonly IReadOnlyList<(string Table, string Id, string Where)> Orphans =
    [
        ("user_revision", "user_id", "user_id not in (select id from user)"),
        ("request", "user_id", "user_id not in (select id from user)"),
        ("conversation_revision", "conversation_id", "conversation_id not in (select id from conversation)"),
        ("chunk", "message_id", "message_id not in (select id from message)"),
        ("bundle", "message_id", "message_id not in (select id from message)"),
    ];

    public static void SetMisnamedAside(Database database, DateTimeOffset now, List<Finding> settled) =>
        SetAside(database, Misnamed, now, settled);

    public static void SetOrphansAside(Database database, DateTimeOffset now, List<Finding> settled) =>
        SetAside(database, Orphans, now, settled);

    private static void SetAside(
        Database database,
        IReadOnlyList<(string Table, string Id, string Where)> rules,
        DateTimeOffset now,
        List<Finding> settled
    )
    {
        foreach (var (table, id, where) in rules)
        {
            if (
                database.Ask($"select group_concat({id}, ', ') from (select distinct {id} from \"{table}\" where {where})")
                is not { } ids
            )
                continue;
            var columns = database.Ask(
                $"""select group_concat('''' || name || ''', "' || name || '"', ', ') from pragma_table_info('{table}')"""
            );
            database.Run(
                $"""
                insert into aside (unit, id, reason, timestamp, row)
                select {id}, {id}, 'foreign', '{StoredTime.Format(now)}', json_object({columns})
                from "{table}"
                where {where};
                delete from "{table}"
                where {where};
                """
            );
            settled.Add(new Finding($"{table} {ids}", ids, Finding.Foreign, Cost));
        }
    }
}
