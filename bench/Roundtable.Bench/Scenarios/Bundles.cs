using System.Diagnostics;
using System.Diagnostics.Metrics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;

namespace Roundtable.Bench.Scenarios;

/// <summary>W3: what storing adds to a bundle, through the store's contract and in process.</summary>
internal sealed class Bundles(BenchOptions options) : Scenario(options)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(400);

    public override string Name => "bundles";

    public override string Summary => "Replies of 50 tokens a second, in process: from the cut of a bundle until it is durable.";

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
        using var meter = new Meter("bench");
        await using var store = await StoreOpening.OpenAsync(name, folder.Path, meter);
        var replies = await BeginAsync(store, live);
        var latencies = new Latencies();
        var (usage, started) = (Usage.Begin(Environment.ProcessId), Stopwatch.GetTimestamp());
        var duration = Options.DurationOr(2, 10);
        await Task.WhenAll(replies.Select((reply, i) => StreamAsync(store, (reply, i * Pace / live), duration, latencies)));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Figures().With(latencies).With("bundles/s", latencies.Summary().Count / elapsed).With(usage.End());
    }

    private static async Task<List<MessageId>> BeginAsync(IConversationStore store, int live)
    {
        var filler = new StoreFiller(store);
        var user = await store.AddUserAsync("Bench", CancellationToken.None);
        var replies = new List<MessageId>();
        while (replies.Count < live)
            replies.Add(await filler.OpenAsync(await filler.CreateAsync(user.Id, "Live")));
        return replies;
    }

    private static async Task StreamAsync(
        IConversationStore store,
        (MessageId Id, TimeSpan Phase) reply,
        TimeSpan duration,
        Latencies latencies
    )
    {
        await Task.Delay(reply.Phase, TimeProvider.System, CancellationToken.None);
        using var timer = new PeriodicTimer(Pace);
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; Stopwatch.GetElapsedTime(started) < duration; number++)
        {
            var cut = Stopwatch.GetTimestamp();
            await store.AppendBundleAsync(StoreFiller.Bundle(reply.Id, number), CancellationToken.None);
            latencies.Add(Stopwatch.GetElapsedTime(cut));
            await timer.WaitForNextTickAsync();
        }
    }
}
