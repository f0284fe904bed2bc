using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Verification;

/// <summary>Reads all of a unit, for what is damaged of it.</summary>
internal static class UnitDamage
{
    /// <summary>Tells all that is damaged; gives what is known to be lost.</summary>
    public static IReadOnlyList<LossFile> Find(
        Database database,
        StoreUnit unit,
        Action<StoreDamagedException> damaged,
        CancellationToken cancellationToken
    )
    {
        var losses = new List<LossFile>();
        try
        {
            var records = unit.ConversationId is { } id
                ? new ConversationRecords(database, id, isUnfinished: false) { Damaged = damaged }.Read()
                : UserRecords.Of(database, unit.User, damaged);
            foreach (var record in records)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (record.Place.Kind == RecordKind.Loss)
                    losses.Add(LossFile.Decode(record.Line.Span)!);
            }
        }
        catch (StoreDamagedException found)
        {
            damaged(found); // What nothing is read behind.
        }

        return losses;
    }
}
