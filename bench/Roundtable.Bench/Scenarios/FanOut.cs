using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Readers;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;

namespace Roundtable.Bench.Scenarios;

/// <summary>W4: one reply, many followers: how many deliveries a second when nothing holds it back, and how late at a pace.</summary>
internal sealed class FanOut(BenchOptions options) : Scenario(options)
{
    private const int Bundles = 200;
    private const int Pace = 1_000;
    private const int WarmUpReplies = 3;
    private const string Frames = "frames from memory (Kestrel)";
    private readonly ConcurrentDictionary<int, double> _framesRates = [];

    public override string Name => "fanout";

    public override string Summary =>
        "One reply of 200 bundles, read by all: as fast as it can be stored and sent, and at 1,000 tokens a second.";

    public override string SizeOf => "followers";

    public override Task<IReadOnlyList<Case>> PrepareAsync() =>
        Task.FromResult<IReadOnlyList<Case>>([
            .. Options
                .SizesOr([200], [1_000])
                .SelectMany(followers => ((int[])[0, Pace]).SelectMany(pace => CasesOf(followers, pace))),
        ]);

    private IEnumerable<Case> CasesOf(int followers, int pace)
    {
        var stores = StoreOpening.Of(Options.Store);
        var suffix = pace == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {pace:N0} tokens/s");
        yield return new Case(followers, Frames + suffix, () => MeasureFramesAsync(followers, pace));
        // Unpaced, a flush for each bundle may be the limit: without it the sending itself is.
        foreach (var store in pace == 0 ? stores : stores.Take(1))
            yield return new Case(followers, store + suffix, () => MeasureStoreAsync(store, followers, pace));
    }

    private async Task<Figures> MeasureStoreAsync(string store, int followers, int pace)
    {
        using var folder = new ScratchFolder(Options);
        await using var server = await HostProcess.StartAsync("roundtable", store, folder.Path);
        using var talker = new Talker(server.Address);
        var (figures, rate) = await MeasureAsync(
            server,
            (followers, pace),
            async pace =>
            {
                var (path, startAsync) = await talker.PrepareReplyAsync(Bundles * Script.BundleTokens, pace);
                return (path + "?offset=0", startAsync);
            }
        );
        return pace == 0 ? figures.With("% of frames", 100 * rate / _framesRates[followers]) : figures;
    }

    private async Task<Figures> MeasureFramesAsync(int followers, int pace)
    {
        await using var server = await HostProcess.StartAsync("frames");
        using var talker = new Talker(server.Address);
        var (figures, rate) = await MeasureAsync(
            server,
            (followers, pace),
            pace => Task.FromResult<(string, Func<Task>)>(($"/held?bundles={Bundles}&pace={pace}", () => talker.GetAsync("/go")))
        );
        if (pace == 0)
            _framesRates[followers] = rate;
        return figures;
    }

    /// <summary>One reply at the pace, after others without one that warm the server and its readers up.</summary>
    private static async Task<(Figures Figures, double Rate)> MeasureAsync(
        HostProcess server,
        (int Followers, int Pace) wanted,
        Func<int, Task<(string Path, Func<Task> StartAsync)>> prepareAsync
    )
    {
        for (var reply = 0; reply < WarmUpReplies; reply++)
            await MeasureReplyAsync(server, wanted.Followers, await prepareAsync(0));
        return await MeasureReplyAsync(server, wanted.Followers, await prepareAsync(wanted.Pace));
    }

    private static async Task<(Figures Figures, double Rate)> MeasureReplyAsync(
        HostProcess server,
        int followers,
        (string Path, Func<Task> StartAsync) reply
    )
    {
        var latencies = new Latencies();
        var readers = Enumerable.Range(0, followers).Select(_ => new StampedReader(latencies)).ToList();
        var readings = readers.Select(reader => reader.ReadAsync(server.Address, reply.Path, CancellationToken.None)).ToList();
        await Task.WhenAll(readers.Select(reader => reader.Connected));
        var (usage, started) = (Usage.Begin(server.Id), Stopwatch.GetTimestamp());
        await reply.StartAsync();
        await Task.WhenAll(readings);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        usage.End();
        var deliveries = readers.Sum(reader => reader.Bundles);
        var figures = new Figures()
            .With(latencies)
            .With("deliveries/s", deliveries / elapsed)
            .With("cpu µs each", usage.Cores * elapsed * 1_000_000 / deliveries)
            .With("MiB/s", readers.Sum(reader => reader.Bytes) / elapsed / (1024 * 1024))
            .With(usage)
            .With("lost", readers.Sum(reader => reader.Lost))
            .With("twice", readers.Sum(reader => reader.Twice));
        return (figures, deliveries / elapsed);
    }
}
