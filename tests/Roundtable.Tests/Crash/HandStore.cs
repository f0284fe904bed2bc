using System.Diagnostics.Metrics;
using Roundtable.Files;
using Roundtable.Files.Journaling;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Crash;

/// <summary>A file store in memory whose threads are stepped by hand: one process, from its start to its stop or death.</summary>
internal sealed class HandStore
{
    public const string Folder = "/srv/data";
    private static readonly Meter Meter = new("roundtable.tests.crash");
    private static readonly FileStoreMetrics Metrics = new(Meter);

    private HandStore(FileStore store, ForgetfulDisk disk) => (Store, Disk) = (store, disk);

    public FileStore Store { get; }

    public ForgetfulDisk Disk { get; }

    public Journal Journal => Store.Machinery.Journal;

    public FilePublisher Files => Store.Machinery.Files;

    public static JournalSetup Setup(ForgetfulDisk disk, ErrorLog log, int segmentSizeBytes) =>
        new(
            new FileStoreOptions
            {
                Folder = Folder,
                SegmentSizeBytes = segmentSizeBytes,
                CheckpointInterval = TimeSpan.FromDays(1),
            },
            disk,
            Metrics,
            log
        )
        {
            RunsByHand = true,
        };

    /// <summary>Opens the store and ends what was open, as a start does before it is ready.</summary>
    public static async Task<HandStore> OpenAsync(JournalSetup setup, TimeProvider time)
    {
        var store = await FileStoreOpening.OpenAsync(setup, time, CancellationToken.None);
        var opened = new HandStore(store, (ForgetfulDisk)setup.Disk);
        var ends = store.EndOpenRepliesAsync(null);
        opened.Journal.Step(TimeSpan.Zero);
        await ends;
        return opened;
    }

    /// <summary>Makes everything that waits durable, and visible.</summary>
    public void Commit() => Journal.Step(TimeSpan.Zero);

    /// <summary>Asks for something and makes it durable.</summary>
    public async Task DoAsync(Func<FileStore, Task> ask)
    {
        var answer = ask(Store);
        Commit();
        await answer;
    }

    public void Checkpoint() => Journal.Step(TimeSpan.Zero, checkpoints: true);

    /// <summary>Gives all files that wait their names, and retires the segments behind them.</summary>
    public void Publish()
    {
        while (Files.DoNext()) { }
    }

    /// <summary>A clean stop.</summary>
    public async Task StopAsync()
    {
        var ends = Store.EndOpenRepliesAsync(null);
        Commit();
        await ends;
        Journal.Finish();
        Publish();
        await Store.DisposeAsync();
    }
}
