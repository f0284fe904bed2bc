using System.Globalization;
using Roundtable.Disk;
using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Schema;
using Roundtable.Sqlite.Searching;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// Sets what is damaged aside (chunks, facts, profiles, answers to requests), notes what is lost, and makes anew what is derived:
/// counts, and the index. Where pages of the file are damaged, what can be read is put into a new file first, and the old one is
/// kept beside it. Deletes nothing.
/// </summary>
public sealed class SqliteRepair(string file, TimeProvider time)
{
    private const string TextCost = "Its text is lost; readers show the hole.";
    private const string FactsCost = "What was said in it is lost: a name, a title, keys, or the answer to a request.";
    private readonly string _path = Path.GetFullPath(file);
    private readonly List<Finding> _settled = [];

    /// <summary>Repairs what can be, and reads everything again. Needs the database for itself.</summary>
    /// <exception cref="StoreInUseException">Another process has it.</exception>
    /// <exception cref="IOException">It is not there, or SQLite cannot read it; the message says what to do.</exception>
    public async Task<RepairSummary> RepairAsync(IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        var verifier = new SqliteVerifier(_path);
        // It refuses what is no store of ours, and what SQLite cannot read at all, before anything is written.
        var before = await LookAsync(verifier, cancellationToken).ConfigureAwait(false);
        if (before is not { Damage.Count: 0 })
        {
            using var taken = OwnerLock.Take(new LinuxDisk(), _path + SqliteStoreOpening.LockSuffix, _path, time);
            if (before is null || Salvage.IsNeeded(before.Damage))
                await SalvageAsync(progress, cancellationToken).ConfigureAwait(false);
            else
                await SettleAsync(progress, cancellationToken).ConfigureAwait(false);
        }

        var after = await verifier.VerifyAsync(progress, cancellationToken).ConfigureAwait(false);
        return new RepairSummary { Settled = _settled, After = after };
    }

    /// <summary>What is damaged; null where pages cannot be read.</summary>
    private static async Task<VerificationSummary?> LookAsync(SqliteVerifier verifier, CancellationToken cancellationToken)
    {
        try
        {
            return await verifier.VerifyAsync(progress: null, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException failure) when (failure.InnerException is SqliteFailure { IsDamage: true })
        {
            return null;
        }
    }

    private async Task SalvageAsync(IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        var file = new SalvagedFile(_path);
        using (var database = file.Create())
        {
            database.Run("pragma foreign_keys = off");
            var salvage = new Salvage(database, _path);
            salvage.Copy();
            InTransaction(database, () => StrayRows.Settle(database, time.GetUtcMilliseconds(), _settled));
            InTransaction(database, () => salvage.NoteLostEnds(time.GetUtcMilliseconds()));
            await SettleAsync(database, progress, cancellationToken).ConfigureAwait(false);
            if (!database.TryCheckpoint(truncate: true))
                throw new IOException($"'{file.Path}' is read by another program; end it, and try again.");
        }

        var aside = file.Publish();
        _settled.Insert(
            0,
            new Finding(aside, "", Finding.Unreadable, "Pages were damaged; what could be read is in a new file.")
        );
    }

    private async Task SettleAsync(IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        using var database = DatabaseSettings.OpenToWrite(_path, Durability.Power);
        DatabaseFile.Prepare(database, _path);
        // What hangs together is looked at in the end.
        database.Run("pragma foreign_keys = off");
        await SettleAsync(database, progress, cancellationToken).ConfigureAwait(false);
        // Somebody who reads an older state may be in the way; the next start copies it.
        database.TryCheckpoint(truncate: true);
    }

    private async Task SettleAsync(
        Database database,
        IProgress<VerificationProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        InTransaction(database, () => StrayRows.Settle(database, time.GetUtcMilliseconds(), _settled));
        var content = new SqliteContent(database, isUnfinished: false);
        var units = await content.ListUnitsAsync(cancellationToken).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (unit, i) in units.Select((unit, i) => (unit, i)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            InTransaction(database, () => Settle(database, unit));
            progress?.Report(new VerificationProgress(i + 1, units.Count, 0));
        }

        IndexRebuild.Require(database);
        IndexRebuild.Run(database);
    }

    private void Settle(Database database, StoreUnit unit)
    {
        for (
            var known = new HashSet<(string, string)>();
            Find(database, unit) is { } found && known.Add((found.Id, found.Reason));

        )
        {
            if (!TrySettle(database, unit, found))
                break;
            _settled.Add(new Finding(SqliteVerifier.PathOf(found.Id), found.Id, found.Reason, CostOf(found)));
        }

        if (unit.ConversationId is not { } id)
            return;
        RepairTables.SetBundlesAside(database, id, StoredTime.Format(time.GetUtcMilliseconds()));
        DerivedRows.Mend(database, id);
        database.Prepare(MovingTables.Derive).Bind(id.ToString()).Execute();
    }

    /// <summary>The first thing that is damaged; null when there is none.</summary>
    private static StoreDamagedException? Find(Database database, StoreUnit unit)
    {
        try
        {
            var records = unit.ConversationId is { } id
                ? new ConversationRecords(database, id, isUnfinished: false).Read()
                : UserRecords.Of(database, unit.User);
            foreach (var _ in records) { }
            return null;
        }
        catch (StoreDamagedException found)
        {
            return found;
        }
    }

    /// <summary>False when nothing is known of it but that it is damaged.</summary>
    private bool TrySettle(Database database, StoreUnit unit, StoreDamagedException found)
    {
        var now = time.GetUtcMilliseconds();
        if (unit.ConversationId is not { } id)
        {
            if (ProfileRepair.RevisionOf(unit.User, found.Id) is not { } profile)
                return ProfileRepair.TrySetAnswerAside(database, unit.User, (found.Id, found.Reason, now));
            ProfileRepair.SetAside(database, unit.User, profile, (found.Id, found.Reason, now));
            Note(database, unit, found);
            return true;
        }

        if (FactsRepair.RevisionOf(id, found.Id) is not { } revision)
            return TrySettleText(database, unit, found);
        FactsRepair.SetAside(database, id, revision, (found.Id, found.Reason, StoredTime.Format(now)));
        if (TombstoneRepair.TryMend(database, id, now))
            return true;
        Note(database, unit, found);
        return true;
    }

    /// <summary>False when it is neither a chunk nor a message.</summary>
    private bool TrySettleText(Database database, StoreUnit unit, StoreDamagedException found)
    {
        var isChunk = ChunkId.TryParse(found.Id, CultureInfo.InvariantCulture, out var chunk);
        if (!isChunk && !MessageId.TryParse(found.Id, CultureInfo.InvariantCulture, out _))
            return false;
        var message = isChunk ? chunk.Message : MessageId.Parse(found.Id, CultureInfo.InvariantCulture);
        var now = StoredTime.Format(time.GetUtcMilliseconds());
        if (found.Reason is not (MessageWatch.Missing or MessageWatch.Offset))
            RepairTables.SetAside(
                database,
                (unit, message, isChunk ? chunk.Seq : FirstDamaged(database, message)),
                (found.Id, found.Reason, now)
            );
        var loss = Note(database, unit, found);
        if (loss.Lost)
            SqliteUnitWriter.Reach(database, unit.ConversationId!.Value, loss);
        return true;
    }

    private static int? FirstDamaged(Database database, MessageId id) =>
        ChunkTable
            .Read(database, id, (0, int.MaxValue), int.MaxValue)
            .Where(reading => reading.Damage is not null)
            .Select(reading => (int?)reading.Seq)
            .FirstOrDefault();

    private LossFile Note(Database database, StoreUnit unit, StoreDamagedException found)
    {
        var loss = new LossFile
        {
            Id = found.Id,
            Reason = found.Reason,
            Cost = CostOf(found),
            Lost = found.Reason != MessageWatch.Offset,
            Timestamp = time.GetUtcMilliseconds(),
            Format = ChecksummedJson.Format,
        };
        LossTable.Insert(database, unit, loss);
        return loss;
    }

    private static string CostOf(StoreDamagedException found) =>
        found.Id.Contains("-ms", StringComparison.Ordinal) ? TextCost : FactsCost;

    private static void InTransaction(Database database, Action work)
    {
        database.BeginWriting();
        try
        {
            work();
            database.Commit();
        }
        finally
        {
            database.Rollback();
        }
    }
}
