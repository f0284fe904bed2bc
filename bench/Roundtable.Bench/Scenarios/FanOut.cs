using System.Diagnostics;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Readers;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;

namespace Roundtable.Bench.Scenarios;

/// <summary>W4: one reply, many followers.</summary>
internal sealed class FanOut(BenchOptions options) : Scenario(options)
{
    private const int Bundles = 200;
    private const int Pace = 5_000;
    private const string Frames = "frames from memory (Kestrel)";

    public override string Name => "fanout";

    public override string Summary =>
        "One reply of 200 bundles, as fast as it can be stored (at most 5,000 tokens a second), read by all.";

    public override string SizeOf => "followers";

    public override Task<IReadOnlyList<Case>> PrepareAsync() =>
        Task.FromResult<IReadOnlyList<Case>>([
            .. Options
                .SizesOr([200], [1_000])
                .SelectMany(followers =>
                    StoreOpening
                        .Of(Options.Store)
                        .Take(1)
                        .Select(store => new Case(followers, store, () => MeasureStoreAsync(store, followers)))
                        .Append(new Case(followers, Frames, () => MeasureFramesAsync(followers)))
                ),
        ]);

    private async Task<Figures> MeasureStoreAsync(string store, int followers)
    {
        using var folder = new ScratchFolder(Options);
        await using var server = await HostProcess.StartAsync("roundtable", store, folder.Path);
        using var talker = new Talker(server.Address);
        Figures figures = new();
        // The first one warms the server up.
        for (var time = 0; time < 2; time++)
        {
            var (path, startAsync) = await talker.PrepareReplyAsync(Bundles * ScriptedModel.BundleTokens, Pace);
            figures = await MeasureAsync(server, followers, path + "?offset=0", startAsync);
        }

        return figures;
    }

    private static async Task<Figures> MeasureFramesAsync(int followers)
    {
        await using var server = await HostProcess.StartAsync("frames");
        using var talker = new Talker(server.Address);
        return await MeasureAsync(server, followers, $"/frames?bundles={Bundles}&pace=0", () => talker.GetAsync("/go"));
    }

    private static async Task<Figures> MeasureAsync(HostProcess server, int followers, string path, Func<Task> startAsync)
    {
        var latencies = new Latencies();
        var readers = Enumerable.Range(0, followers).Select(_ => new StampedReader(latencies)).ToList();
        var readings = readers.Select(reader => reader.ReadAsync(server.Address, path, CancellationToken.None)).ToList();
        await Task.WhenAll(readers.Select(reader => reader.Connected));
        var (usage, started) = (Usage.Begin(server.Id), Stopwatch.GetTimestamp());
        await startAsync();
        await Task.WhenAll(readings);
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Figures()
            .With(latencies)
            .With("deliveries/s", readers.Sum(reader => reader.Bundles) / elapsed)
            .With("MiB/s", readers.Sum(reader => reader.Bytes) / elapsed / (1024 * 1024))
            .With(usage.End())
            .With("lost", readers.Sum(reader => reader.Lost + (reader.IsComplete ? 0 : 1)))
            .With("twice", readers.Sum(reader => reader.Twice));
    }
}
