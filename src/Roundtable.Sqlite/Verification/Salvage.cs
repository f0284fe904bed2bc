using System.Globalization;
using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// Copies into a new database what can be read of one with damaged pages: rows in stretches, shorter and shorter ones where a
/// page cannot be read, until they are single rows; what hangs on an id by that id. The index is not copied.
/// </summary>
internal sealed class Salvage(Database database, string damaged)
{
    /// <summary>So many rows in a row that cannot be read are the end of a table whose end is not known.</summary>
    private const int UnreadableMax = 10_000;

    private const long StretchMax = 4_096;
    private static readonly string[] Numbered = ["user", "conversation", "chunk", "request", "bundle", "aside"];

    /// <summary>Tables whose rows are found by what they belong to.</summary>
    private static readonly (string Table, string Column, string Parents)[] Owned =
    [
        ("user_revision", "user_id", "user"),
        ("conversation_revision", "conversation_id", "conversation"),
        ("message", "conversation_id", "conversation"),
        ("loss", "unit", "conversation"),
        ("loss", "unit", "user"),
    ];

    private const string SelectEnds = """
        select c.id, c.message_count, coalesce(max(m.number), 0)
        from conversation c left join message m on m.conversation_id = c.id
        where c.deleted = 0
        group by c.id
        having c.message_count > coalesce(max(m.number), 0)
        """;

    /// <summary>Whether pages are damaged, by what <c>verify</c> has found, and not only what stands in rows.</summary>
    public static bool IsNeeded(IEnumerable<Finding> damage) => damage.Any(finding => finding.Reason == Finding.Unreadable);

    public void Copy()
    {
        database.Run($"attach '{damaged.Replace("'", "''", StringComparison.Ordinal)}' as damaged");
        foreach (var table in Numbered)
            CopyNumbered(table);
        foreach (var (table, column, parents) in Owned)
            CopyOwned(table, column, parents);
        TryRun("insert or ignore into main.meta select * from damaged.meta where name not like 'index%'");
        database.Run("detach damaged");
    }

    /// <summary>Messages of which nothing is left behind the last one that is there: their numbers stay taken.</summary>
    public void NoteLostEnds(DateTimeOffset now)
    {
        var ends = new List<(ConversationId Id, int Count, int Last)>();
        using (var rows = database.Prepare(SelectEnds))
        {
            while (rows.Read())
            {
                if (ConversationId.TryParse(rows.Text(0), CultureInfo.InvariantCulture, out var id))
                    ends.Add((id, rows.Int(1), rows.Int(2)));
            }
        }

        foreach (var (id, count, last) in ends)
        {
            for (var number = last + 1; number <= count; number++)
            {
                var loss = new LossFile
                {
                    Id = new MessageId(id, number).ToString(),
                    Reason = MessageWatch.Missing,
                    Cost = "Its text is lost; readers show the hole.",
                    Lost = true,
                    Timestamp = now,
                    Format = ChecksummedJson.Format,
                };
                LossTable.Insert(database, new StoreUnit(id.User, id.Number), loss);
                SqliteUnitWriter.Reach(database, id, loss);
            }
        }
    }

    private void CopyNumbered(string table)
    {
        var last = Last(table);
        var (stretch, unreadable) = (StretchMax, 0);
        for (var from = 1L; from <= last && unreadable < UnreadableMax; )
        {
            var to = Math.Min(last, from + stretch - 1);
            if (
                TryRun(
                    $"insert or ignore into main.\"{table}\" select * from damaged.\"{table}\" where rowid between {from} and {to}"
                )
            )
                (from, stretch, unreadable) = (to + 1, Math.Min(StretchMax, stretch * 2), 0);
            else if (stretch > 1)
                stretch /= 2;
            else
                (from, unreadable) = (from + 1, unreadable + 1);
        }
    }

    private long Last(string table)
    {
        try
        {
            var last = database.Ask($"select coalesce(max(rowid), 0) from damaged.\"{table}\"");
            return long.Parse(last!, CultureInfo.InvariantCulture);
        }
        catch (SqliteFailure failure) when (failure.IsDamage)
        {
            return long.MaxValue - StretchMax;
        }
    }

    private void CopyOwned(string table, string column, string parents)
    {
        if (TryRun($"insert or ignore into main.\"{table}\" select * from damaged.\"{table}\""))
            return;
        var ids = new List<string>();
        using (var rows = database.Prepare($"select id from main.\"{parents}\""))
        {
            while (rows.Read())
                ids.Add(rows.Text(0).Replace("'", "''", StringComparison.Ordinal));
        }

        foreach (var id in ids)
            TryRun($"insert or ignore into main.\"{table}\" select * from damaged.\"{table}\" where \"{column}\" = '{id}'");
    }

    /// <summary>False when a part of it cannot be read, or is no row of such a table; then none of it was copied.</summary>
    private bool TryRun(string sql)
    {
        try
        {
            database.Run(sql);
            return true;
        }
        catch (SqliteFailure failure) when (failure.IsOfTheRequest)
        {
            return false;
        }
    }
}
