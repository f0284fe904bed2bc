using System.Diagnostics;
using System.Diagnostics.Metrics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;
using Roundtable.Disk;

namespace Roundtable.Bench.Scenarios;

/// <summary>W2: bundles as fast as they can be made durable, many writers at once.</summary>
internal sealed class Writers(BenchOptions options) : Scenario(options)
{
    private const string JournalAlone = "the journal alone, power";
    private const string Limit = "one file, append + fdatasync a batch";
    private const int BatchBytes = 1_000 * 160;

    public override string Name => "writers";

    public override string Summary =>
        "Writers that each make one bundle after the other durable, in process, as fast as they can.";

    public override string SizeOf => "writers";

    private TimeSpan Duration => Options.DurationOr(3, 20);

    public override Task<IReadOnlyList<Case>> PrepareAsync()
    {
        string[] stores = [.. StoreOpening.Of(Options.Store), StoreOpening.Memory];
        return Task.FromResult<IReadOnlyList<Case>>([
            .. Options
                .SizesOr([1, 1000], [1, 100, 1000, 4000])
                .SelectMany(writers =>
                    stores
                        .Select(store => new Case(writers, store, () => MeasureStoreAsync(store, writers)))
                        .Append(new Case(writers, JournalAlone, () => MeasureJournalAsync(writers)))
                        .Append(new Case(writers, Limit, () => Task.Run(() => MeasureLimit(writers))))
                ),
        ]);
    }

    private async Task<Figures> MeasureStoreAsync(string name, int writers)
    {
        using var folder = new ScratchFolder(Options);
        using var meter = new Meter("bench");
        await using var store = await StoreOpening.OpenAsync(name, folder.Path, meter);
        var filler = new StoreFiller(store);
        var user = await store.AddUserAsync("Bench", CancellationToken.None);
        var replies = new List<MessageId>();
        while (replies.Count < writers)
            replies.Add(await filler.OpenAsync(await filler.CreateAsync(user.Id, "Live")));
        return await MeasureAsync(replies, bundle => store.AppendBundleAsync(bundle, CancellationToken.None).AsTask());
    }

    /// <summary>The group commit without what follows it: the text is durable, and no file for a chunk is written.</summary>
    private async Task<Figures> MeasureJournalAsync(int writers)
    {
        using var folder = new ScratchFolder(Options);
        using var meter = new Meter("bench");
        await using var store = await StoreOpening.OpenFilesAsync(new LinuxDisk(), StoreOpening.Options(folder.Path), meter);
        var journal = store.Machinery.Journal;
        var replies = Enumerable.Range(1, writers).Select(number => new MessageId(new ConversationId(new UserId(1), number), 2));
        return await MeasureAsync(
            [.. replies],
            bundle => journal.WriteAsync(new JournalRequestAlone(bundle), CancellationToken.None)
        );
    }

    private async Task<Figures> MeasureAsync(IReadOnlyList<MessageId> replies, Func<Bundle, Task> appendAsync)
    {
        var latencies = new Latencies();
        var (usage, started) = (Usage.Begin(Environment.ProcessId), Stopwatch.GetTimestamp());
        await Task.WhenAll(replies.Select(reply => Task.Run(() => WriteAsync(reply, appendAsync, started, latencies))));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Figures().With(latencies).With("bundles/s", latencies.Summary().Count / elapsed).With(usage.End());
    }

    private async Task WriteAsync(MessageId reply, Func<Bundle, Task> appendAsync, long started, Latencies latencies)
    {
        for (var number = 0; Stopwatch.GetElapsedTime(started) < Duration; number++)
        {
            var cut = Stopwatch.GetTimestamp();
            await appendAsync(StoreFiller.Bundle(reply, number));
            latencies.Add(Stopwatch.GetElapsedTime(cut));
        }
    }

    /// <summary>What the device and the file system allow: all writers' bundles in one write, one flush, again and again.</summary>
    private Figures MeasureLimit(int writers)
    {
        using var folder = new ScratchFolder(Options);
        var disk = new LinuxDisk();
        disk.CreateFolder(folder.Path);
        disk.TryCreate(Path.Combine(folder.Path, "limit"), out var file);
        using var _ = file;
        var bytes = new byte[BatchBytes / 1_000 * writers];
        var latencies = new Latencies();
        var (usage, started) = (Usage.Begin(Environment.ProcessId), Stopwatch.GetTimestamp());
        for (var position = 0L; Stopwatch.GetElapsedTime(started) < Duration; position += bytes.Length)
        {
            var begun = Stopwatch.GetTimestamp();
            file.Write(position, bytes);
            file.Flush();
            latencies.Add(Stopwatch.GetElapsedTime(begun));
        }

        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Figures()
            .With(latencies)
            .With("bundles/s", (long)latencies.Summary().Count * writers / elapsed)
            .With(usage.End());
    }
}
