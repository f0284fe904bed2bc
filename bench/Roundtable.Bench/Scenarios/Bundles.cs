using System.Diagnostics;
using System.Diagnostics.Metrics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;
using Roundtable.Disk;
using Roundtable.Files.Journaling;

namespace Roundtable.Bench.Scenarios;

/// <summary>
/// W3: what storing adds to a bundle, through the store's contract and in process. A run is slices: the bare flush of as many
/// bytes by one thread, and the store, in turn, so that both see the same device; the first slice warms up.
/// </summary>
internal sealed class Bundles(BenchOptions options) : Scenario(options)
{
    private const int Slices = 4;
    private const int SliceFlushes = 50;
    private const int BundlesMin = 100;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

    public override string Name => "bundles";

    public override string Summary =>
        "Replies of 50 tokens a second, in process: from the cut of a bundle, and from when it was meant to be cut, until it is durable.";

    public override string SizeOf => "live";

    public override Task<IReadOnlyList<Case>> PrepareAsync()
    {
        string[] stores = [StoreOpening.Nothing, .. StoreOpening.Of(Options.Store), StoreOpening.Slow];
        return Task.FromResult<IReadOnlyList<Case>>([
            .. Options
                .SizesOr([1, 100], [1, 10, 100, 1000])
                .SelectMany(live => stores.Select(store => new Case(live, store, () => MeasureAsync(store, live)))),
        ]);
    }

    private async Task<Figures> MeasureAsync(string name, int live)
    {
        using var folder = new ScratchFolder(Options);
        using var bare = OpenBare(name, Path.Combine(folder.Path, "bare"));
        using var meter = new Meter("bench");
        await using var store = await StoreOpening.OpenAsync(name, Path.Combine(folder.Path, "data"), meter);
        var replies = await BeginAsync(store, live);
        // A percentile of a few says nothing: one reply alone has to speak longer.
        var slice =
            Options.Duration ?? TimeSpan.FromTicks(Math.Max(Options.DurationOr(2, 10).Ticks, Pace.Ticks * BundlesMin / live));
        slice /= Slices;
        await RunAsync(store, replies, slice, new Times());
        Flush(bare, replies[0].Id, new Latencies());

        var times = new Times();
        var usage = Usage.Begin(Environment.ProcessId);
        for (var i = 0; i < Slices; i++)
        {
            Flush(bare, replies[0].Id, times.Bare);
            await RunAsync(store, replies, slice, times);
        }

        return Compare(times).With(usage.End());
    }

    /// <summary>A file beside the store's, on the same device and as slow as its own; null for what does not flush.</summary>
    private static PreFilledFile? OpenBare(string store, string folder) =>
        store switch
        {
            StoreOpening.Nothing or StoreOpening.Process => null,
            StoreOpening.Slow => new PreFilledFile(new SlowFlushDisk(TimeSpan.FromMilliseconds(1)), folder),
            _ => new PreFilledFile(new LinuxDisk(), folder),
        };

    private static async Task<List<Reply>> BeginAsync(IConversationStore store, int live)
    {
        var filler = new StoreFiller(store);
        var user = await store.AddUserAsync("Bench", CancellationToken.None);
        var replies = new List<Reply>();
        while (replies.Count < live)
            replies.Add(
                new Reply(await filler.OpenAsync(await filler.CreateAsync(user.Id, "Live")), replies.Count * Pace / live)
            );
        return replies;
    }

    /// <summary>Flushes as many bytes as a bundle is in the journal, one after the other.</summary>
    private static void Flush(PreFilledFile? bare, MessageId reply, Latencies latencies)
    {
        using var batch = new RecordBatch();
        batch.AddBatchHead(0);
        batch.Add(new BundleRecord(StoreFiller.Bundle(reply, 0)));
        var bytes = new byte[batch.SizeBytes];
        for (var i = 0; bare is not null && i < SliceFlushes; i++)
            latencies.Add(bare.Append(bytes));
    }

    private static Task RunAsync(IConversationStore store, List<Reply> replies, TimeSpan duration, Times times) =>
        Task.WhenAll(replies.Select(reply => StreamAsync(store, reply, duration, times)));

    /// <summary>The times at which bundles are meant to be cut do not move when one before took long.</summary>
    private static async Task StreamAsync(IConversationStore store, Reply reply, TimeSpan duration, Times times)
    {
        var started = Stopwatch.GetTimestamp();
        for (var meant = reply.Phase; meant < duration; meant += Pace)
        {
            var wait = meant - Stopwatch.GetElapsedTime(started);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System, CancellationToken.None);
            var cut = Stopwatch.GetTimestamp();
            await store.AppendBundleAsync(StoreFiller.Bundle(reply.Id, reply.Bundles++), CancellationToken.None);
            times.FromCut.Add(Stopwatch.GetElapsedTime(cut));
            times.FromMeant.Add(Stopwatch.GetElapsedTime(started) - meant);
        }
    }

    private static Figures Compare(Times times)
    {
        var (count, p50, p99) = times.FromCut.Summary();
        var figures = new Figures().With(times.FromCut).WithAll("from meant", times.FromMeant).With("bundles", count);
        var (flushes, flush, _) = times.Bare.Summary();
        return flushes == 0
            ? figures
            : figures
                .WithAll("bare flush", times.Bare)
                .With("p50 / flush", p50 / flush)
                .With("(p99 - 1 ms) / flush", (p99 - 1) / flush);
    }

    private sealed class Reply(MessageId id, TimeSpan phase)
    {
        public MessageId Id => id;

        /// <summary>When its first bundle of a slice is cut, so that replies do not all cut at once.</summary>
        public TimeSpan Phase => phase;

        public int Bundles { get; set; }
    }

    private sealed class Times
    {
        public Latencies Bare { get; } = new();

        public Latencies FromCut { get; } = new();

        public Latencies FromMeant { get; } = new();
    }
}
