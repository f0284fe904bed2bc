using System.Diagnostics;
using System.Diagnostics.Metrics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;
using Roundtable.Disk;
using Roundtable.Files;

namespace Roundtable.Bench.Scenarios;

/// <summary>W2: bundles as fast as they can be made durable, many writers at once.</summary>
internal sealed class Writers(BenchOptions options) : Scenario(options)
{
    private const string JournalAlone = "the journal alone, power";
    private const string Limit = "one pre-filled file, write + fdatasync a batch";
    private const int BundleBytes = 160;

    public override string Name => "writers";

    public override string Summary =>
        "Writers that each make one bundle after the other durable, in process, as fast as they can; then all files get their names.";

    public override string SizeOf => "writers";

    private TimeSpan Duration => Options.DurationOr(3, 20);

    /// <summary>Compiles the code and fills the pools.</summary>
    private TimeSpan WarmUp => Duration / 3;

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
        return await MeasureAsync(
            replies,
            bundle => store.AppendBundleAsync(bundle, CancellationToken.None).AsTask(),
            store is FileStore files ? () => NameFilesAsync(files) : null
        );
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
            bundle => journal.WriteAsync(new JournalRequestAlone(bundle), CancellationToken.None),
            nameAsync: null
        );
    }

    /// <summary>
    /// Kept up with is what has its files, too: the seconds until all of them have their names are part of it. The journal
    /// carries them until a checkpoint flushes them.
    /// </summary>
    private async Task<Figures> MeasureAsync(IReadOnlyList<MessageId> ids, Func<Bundle, Task> appendAsync, Func<Task>? nameAsync)
    {
        var replies = ids.Select(id => new Reply(id)).ToList();
        await RunAsync(replies, appendAsync, WarmUp, new Latencies());
        await (nameAsync?.Invoke() ?? Task.CompletedTask);
        var latencies = new Latencies();
        var (usage, started) = (Usage.Begin(Environment.ProcessId), Stopwatch.GetTimestamp());
        await RunAsync(replies, appendAsync, Duration, latencies);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await (nameAsync?.Invoke() ?? Task.CompletedTask);
        var named = Stopwatch.GetElapsedTime(started).TotalSeconds;
        usage.End();
        var count = latencies.Summary().Count;
        var figures = new Figures().With(latencies).With("bundles/s", count / seconds).With(usage);
        return nameAsync is null
            ? figures
            : figures.With("bundles/s, files named", count / named).With("naming s", named - seconds);
    }

    private static Task RunAsync(List<Reply> replies, Func<Bundle, Task> appendAsync, TimeSpan duration, Latencies latencies)
    {
        var started = Stopwatch.GetTimestamp();
        return Task.WhenAll(replies.Select(reply => Task.Run(() => WriteAsync(reply))));

        async Task WriteAsync(Reply reply)
        {
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var cut = Stopwatch.GetTimestamp();
                await appendAsync(StoreFiller.Bundle(reply.Id, reply.Bundles++));
                latencies.Add(Stopwatch.GetElapsedTime(cut));
            }
        }
    }

    /// <summary>Until all that is in the journal is in files, too.</summary>
    private static Task NameFilesAsync(FileStore store)
    {
        var named = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Machinery.Files.AddBarrier(named.SetResult);
        return named.Task;
    }

    /// <summary>What the device and the file system allow: all writers' bundles in one write, one flush, again and again.</summary>
    private Figures MeasureLimit(int writers)
    {
        using var folder = new ScratchFolder(Options);
        using var file = new PreFilledFile(new LinuxDisk(), folder.Path);
        var bytes = new byte[BundleBytes * writers];
        var warm = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(warm) < WarmUp)
            file.Append(bytes);

        var latencies = new Latencies();
        var (usage, started) = (Usage.Begin(Environment.ProcessId), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < Duration)
            latencies.Add(file.Append(bytes));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Figures()
            .With(latencies)
            .With("bundles/s", (long)latencies.Summary().Count * writers / elapsed)
            .With(usage.End());
    }

    private sealed class Reply(MessageId id)
    {
        public MessageId Id => id;

        public int Bundles { get; set; }
    }
}
