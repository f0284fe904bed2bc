using System.Globalization;
using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// Sets aside what is damaged of one unit, notes what is lost, and makes anew what is derived. All that one reading finds is
/// settled before the next one looks for what that has brought to light.
/// </summary>
internal sealed class UnitSettlement(Database database, StoreUnit unit, TimeProvider time)
{
    private const string TextCost = "Its text is lost; readers show the hole.";
    private const string FactsCost = "What was said in it is lost: a name, a title, keys, or the answer to a request.";

    private readonly DateTimeOffset _now = time.GetUtcMilliseconds();
    private readonly HashSet<(string Id, string Reason)> _seen = [];
    private readonly List<Finding> _settled = [];

    /// <summary>Settles it, and gives what was settled.</summary>
    public IReadOnlyList<Finding> Run()
    {
        for (var found = Find(); found.Count > 0; found = Find())
        {
            foreach (var damage in found.Where(TrySettle))
                _settled.Add(new Finding(SqliteVerifier.PathOf(damage.Id), damage.Id, damage.Reason, CostOf(damage)));
        }

        if (unit.ConversationId is { } id)
        {
            RepairTables.SetBundlesAside(database, id, StoredTime.Format(_now));
            DerivedRows.Mend(database, id);
            database.Prepare(MovingTables.Derive).Bind(id.ToString()).Execute();
        }

        return _settled;
    }

    /// <summary>What is damaged, and was not met before.</summary>
    private List<StoreDamagedException> Find()
    {
        var found = new List<StoreDamagedException>();
        UnitDamage.Find(database, unit, found.Add, CancellationToken.None);
        found.RemoveAll(damage => !_seen.Add((damage.Id, damage.Reason)));
        return found;
    }

    /// <summary>False when nothing is known of it but that it is damaged.</summary>
    private bool TrySettle(StoreDamagedException found)
    {
        if (LossTable.IsOf(found.Id))
        {
            LossTable.SetUnsoundAside(database, unit, StoredTime.Format(_now));
            return true;
        }

        if (unit.ConversationId is not { } id)
            return TrySettleProfile(found);
        if (FactsRepair.RevisionOf(id, found.Id) is not { } revision)
            return TrySettleText(found, id);
        FactsRepair.SetAside(database, id, revision, (found.Id, found.Reason, StoredTime.Format(_now)));
        if (!TombstoneRepair.TryMend(database, id, _now))
            Note(found);
        return true;
    }

    private bool TrySettleProfile(StoreDamagedException found)
    {
        if (ProfileRepair.RevisionOf(unit.User, found.Id) is not { } revision)
            return ProfileRepair.TrySetAnswerAside(database, unit.User, (found.Id, found.Reason, _now));
        ProfileRepair.SetAside(database, unit.User, revision, (found.Id, found.Reason, _now));
        Note(found);
        return true;
    }

    /// <summary>False when it is neither a chunk nor a message.</summary>
    private bool TrySettleText(StoreDamagedException found, ConversationId id)
    {
        var isChunk = ChunkId.TryParse(found.Id, CultureInfo.InvariantCulture, out var chunk);
        var message = chunk.Message;
        if (!isChunk && !MessageId.TryParse(found.Id, CultureInfo.InvariantCulture, out message))
            return false;
        if (found.Reason is not (MessageWatch.Missing or MessageWatch.Offset))
            RepairTables.SetAside(
                database,
                (unit, message, isChunk ? chunk.Seq : FirstDamaged(message)),
                (found.Id, found.Reason, StoredTime.Format(_now))
            );
        var loss = Note(found);
        if (loss.Lost)
            SqliteUnitWriter.Reach(database, id, loss);
        return true;
    }

    private int? FirstDamaged(MessageId id) =>
        ChunkTable
            .Read(database, id, (0, int.MaxValue), int.MaxValue)
            .Where(reading => reading.Damage is not null)
            .Select(reading => (int?)reading.Seq)
            .FirstOrDefault();

    private LossFile Note(StoreDamagedException found)
    {
        var loss = new LossFile
        {
            Id = found.Id,
            Reason = found.Reason,
            Cost = CostOf(found),
            Lost = found.Reason != MessageWatch.Offset,
            Timestamp = _now,
            Format = ChecksummedJson.Format,
        };
        LossTable.Insert(database, unit, loss);
        return loss;
    }

    private static string CostOf(StoreDamagedException found) =>
        found.Id.Contains("-ms", StringComparison.Ordinal) ? TextCost : FactsCost;
}
