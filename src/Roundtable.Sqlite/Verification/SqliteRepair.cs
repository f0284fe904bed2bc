using Roundtable.Disk;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Sqlite.Schema;
using Roundtable.Sqlite.Searching;
using Roundtable.Verification;

namespace Roundtable.Sqlite.Verification;

/// <summary>
/// Sets what is damaged aside (chunks, facts, profiles, answers to requests), notes what is lost, and makes anew what is derived:
/// counts, and the index. Where pages of the file are damaged, what can be read is put into a new file first, and the old one is
/// kept beside it. Deletes nothing.
/// </summary>
public sealed class SqliteRepair(string file, TimeProvider time)
{
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
            InTransaction(database, () => _settled.AddRange(new UnitSettlement(database, unit, time).Run()));
            progress?.Report(new VerificationProgress(i + 1, units.Count, 0));
        }

        IndexRebuild.Require(database);
        IndexRebuild.Run(database);
    }

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
