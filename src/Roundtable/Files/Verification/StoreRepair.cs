using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>
/// Sets damage aside so that all that is left is sound, with a note beside each piece; deletes nothing and overwrites nothing.
/// It may die at any point and be run again.
/// </summary>
public sealed class StoreRepair
{
    /// <summary>What one round settles can bring to light what it covered, but not for ever.</summary>
    private const int RoundsMax = 8;

    private readonly JournalSetup _setup;
    private readonly TimeProvider _time;

    /// <param name="folder">The data folder.</param>
    public StoreRepair(string folder, Meter meter, TimeProvider time, ILogger<FileStore> logger)
        : this(SetupOf(folder, meter, logger), time) { }

    internal StoreRepair(JournalSetup setup, TimeProvider time) => (_setup, _time) = (setup, time);

    /// <summary>Recovers what the journal holds, then settles what is damaged until nothing is.</summary>
    /// <exception cref="StoreInUseException">A process serves the folder.</exception>
    /// <exception cref="StorageUnavailableException">The disk refuses to write.</exception>
    /// <exception cref="InvalidDataException">The journal or a sealed file is of another version; nothing was changed.</exception>
    public async Task<RepairSummary> RepairAsync(IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        await RecoverAsync(cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Settle(progress, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    internal static JournalSetup SetupOf(string folder, Meter meter, ILogger logger) =>
        new(new FileStoreOptions { Folder = folder, SealAfter = null }, new LinuxDisk(), new FileStoreMetrics(meter), logger);

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var store = await FileStoreOpening.OpenAsync(_setup, _time, cancellationToken).ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
        if (store.Trouble is { } trouble)
            throw trouble;
    }

    private RepairSummary Settle(IProgress<VerificationProgress>? progress, CancellationToken cancellationToken)
    {
        var lockPath = Path.Combine(_setup.Folder, StoreLayout.Lock);
        var owner = Encoding.UTF8.GetBytes($"repair, process {Environment.ProcessId} on {Environment.MachineName}\n");
        using var folderLock =
            _setup.Disk.TryLock(lockPath, owner)
            ?? throw new StoreInUseException($"'{_setup.Folder}' has been taken by another process. Stop it, then repair.");

        var verifier = new StoreVerifier(_setup.Folder, _setup.Disk);
        var settlement = new DamageSettlement(_setup, _time);
        var settled = new List<Finding>();
        for (var round = 1; ; round++)
        {
            var summary = verifier.Verify(progress, cancellationToken);
            // What is of another version is not damage to be set aside; a sealed file goes last, when its losses are noted.
            var damage = summary
                .Damage.Where(finding => finding.Reason != Finding.Version)
                .OrderBy(finding => DamageSettlement.IsSealed(finding.Path))
                .ToList();
            if (damage.Count == 0 || round > RoundsMax)
                return new RepairSummary { Settled = settled, After = summary };
            foreach (var finding in damage)
            {
                cancellationToken.ThrowIfCancellationRequested();
                settlement.Settle(finding);
            }

            settled.AddRange(damage);
        }
    }
}
