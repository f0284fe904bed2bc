using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Moving;

/// <summary>What is known to be lost since a repair, as rows.</summary>
internal static class LossTable
{
    private const string UnsoundPrefix = "loss ";

    public static void Insert(Database database, StoreUnit unit, LossFile loss) =>
        database
            .Prepare(MovingTables.InsertLoss)
            .Bind(unit.ToString())
            .Bind(loss.Id)
            .Bind(loss.Reason)
            .Bind(loss.Cost)
            .Bind(loss.Lost)
            .Bind(StoredTime.Format(loss.Timestamp))
            .Bind(ChecksummedJson.DigestIn(loss.Encode()))
            .Execute();

    /// <exception cref="StoreDamagedException">A row is not sound.</exception>
    public static IReadOnlyList<LossFile> Of(Database database, StoreUnit unit) =>
        [
            .. Read(database, unit)
                .Select(row => row.IsSound ? row.Loss : throw new StoreDamagedException(UnsoundPrefix + row.Loss.Id, "checksum")),
        ];

    /// <summary>Whether what is damaged is a row of this table.</summary>
    public static bool IsOf(string found) => found.StartsWith(UnsoundPrefix, StringComparison.Ordinal);

    /// <summary>Takes rows that are not sound out of the table, and keeps all of them: what they told is found once more.</summary>
    public static void SetUnsoundAside(Database database, StoreUnit unit, string timestamp)
    {
        foreach (var (loss, _) in Read(database, unit).Where(row => !row.IsSound))
        {
            database
                .Prepare(MovingTables.CopyLoss)
                .Bind(timestamp)
                .Bind(unit.ToString())
                .Bind(loss.Id)
                .Bind(loss.Reason)
                .Execute();
            database.Prepare(MovingTables.DeleteLoss).Bind(unit.ToString()).Bind(loss.Id).Bind(loss.Reason).Execute();
        }
    }

    private static List<(LossFile Loss, bool IsSound)> Read(Database database, StoreUnit unit)
    {
        using var rows = database.Prepare(MovingTables.SelectLosses).Bind(unit.ToString());
        var losses = new List<(LossFile, bool)>();
        while (rows.Read())
        {
            var isTime = StoredTime.TryParse(rows.Text(4), out var timestamp);
            var loss = new LossFile
            {
                Id = rows.Text(0),
                Reason = rows.Text(1),
                Cost = rows.Text(2),
                Lost = rows.Long(3) == 1,
                Timestamp = timestamp,
                Format = ChecksummedJson.Format,
            };
            losses.Add((loss, isTime && ChecksummedJson.DigestIn(loss.Encode()) == rows.Text(5)));
        }

        return losses;
    }

    public static StoredRecord ToRecord(LossFile loss) =>
        new(RecordPlace.OfKey(RecordKind.Loss, $"{loss.Id} {loss.Reason}"), loss.Encode(), null, 0);
}
