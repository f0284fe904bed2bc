using System.Collections.Concurrent;
using System.Diagnostics;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Readers;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;

namespace Roundtable.Bench.Scenarios;

/// <summary>W1: many models speak at once, each to one follower.</summary>
internal sealed class Live(BenchOptions options) : Scenario(options)
{
    private const int TokensPerSecond = 50;
    private const int RehearsalSeconds = 4;
    private const int RehearsedMax = 1_000;
    private const int BeginningAtOnce = 16;
    private const string Frames = "frames from memory (Kestrel)";
    private const string NotStored = "said and sent, not stored";

    public override string Name => "live";

    public override string Summary =>
        "Replies of 50 tokens a second, one follower each over loopback: from a bundle's cut to its arrival, and from when it was due.";

    public override string SizeOf => "live";

    private TimeSpan Duration => Options.DurationOr(3, 20);

    public override Task<IReadOnlyList<Case>> PrepareAsync()
    {
        string[] stores = [.. StoreOpening.Of(Options.Store), .. Options.IsLong ? new[] { StoreOpening.Memory } : []];
        return Task.FromResult<IReadOnlyList<Case>>([
            .. Options
                .SizesOr([100], [1, 100, 1000, 4000])
                .SelectMany(live =>
                    stores
                        .Select(store => new Case(live, store, () => MeasureStoreAsync(store, live)))
                        .Append(new Case(live, NotStored, () => MeasureFramesAsync("said", live)))
                        .Append(new Case(live, Frames, () => MeasureFramesAsync("frames", live)))
                ),
        ]);
    }

    private async Task<Figures> MeasureStoreAsync(string store, int live)
    {
        using var folder = new ScratchFolder(Options);
        await using var server = await HostProcess.StartAsync("roundtable", store, folder.Path);
        using var talker = new Talker(server.Address);
        await RehearseAsync(server, live, () => talker.AskAsync(RehearsalSeconds * TokensPerSecond, TokensPerSecond));
        // Long enough that all of them speak for the whole time, also when beginning takes its own.
        var tokens = (int)((Duration.TotalSeconds + 1 + (live / 150.0)) * TokensPerSecond);
        return await MeasureAsync(server, live, () => talker.AskAsync(tokens, TokensPerSecond));
    }

    private async Task<Figures> MeasureFramesAsync(string path, int live)
    {
        await using var server = await HostProcess.StartAsync("frames");
        await RehearseAsync(server, live, () => FramesAsync(path, RehearsalSeconds));
        return await MeasureAsync(server, live, () => FramesAsync(path, Duration.TotalSeconds + 1 + (live / 500.0)));
    }

    private static Task<string> FramesAsync(string path, double seconds) =>
        Task.FromResult($"/{path}?bundles={(int)(seconds * TokensPerSecond / Script.BundleTokens)}&pace={TokensPerSecond}");

    private async Task<Figures> MeasureAsync(HostProcess server, int live, Func<Task<string>> beginAsync)
    {
        var (sinceCut, sinceDue) = (new Latencies(), new Latencies());
        var isCounting = false;
        var readers = await BeginAsync(
            server,
            live,
            beginAsync,
            () => new StampedReader(sinceCut) { SinceDue = sinceDue, IsCounting = () => Volatile.Read(ref isCounting) }
        );
        var usage = Usage.Begin(server.Id);
        var (started, before) = (Stopwatch.GetTimestamp(), readers.Sum(follower => follower.Reader.Bundles));
        Volatile.Write(ref isCounting, true);
        await Task.Delay(Duration, TimeProvider.System, CancellationToken.None);
        Volatile.Write(ref isCounting, false);
        var (bundles, elapsed) = (readers.Sum(follower => follower.Reader.Bundles) - before, Stopwatch.GetElapsedTime(started));
        usage.End();
        await Task.WhenAll(readers.Select(follower => follower.Reading));
        return new Figures()
            .With(sinceCut)
            .WithAll("due", sinceDue)
            .With("bundles/s", bundles / elapsed.TotalSeconds)
            .With("timed %", 100.0 * sinceCut.Summary().Count / bundles)
            .With(usage)
            .With("lost", readers.Sum(follower => follower.Reader.Lost))
            .With("twice", readers.Sum(follower => follower.Reader.Twice));
    }

    /// <summary>Has so many replies begin, each with a reader.</summary>
    private static async Task<IReadOnlyList<(StampedReader Reader, Task Reading)>> BeginAsync(
        HostProcess server,
        int live,
        Func<Task<string>> beginAsync,
        Func<StampedReader> newReader
    )
    {
        var readers = new ConcurrentBag<(StampedReader, Task)>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, live),
            new ParallelOptions { MaxDegreeOfParallelism = BeginningAtOnce },
            async (_, _) =>
            {
                var path = await beginAsync();
                var reader = newReader();
                var from = path.Contains('?', StringComparison.Ordinal) ? path : $"{path}?offset=0";
                readers.Add((reader, reader.ReadAsync(server.Address, from, CancellationToken.None)));
            }
        );
        return [.. readers];
    }

    /// <summary>
    /// As many replies, for a few seconds: a server that has just started compiles its code under the first of them, for as long
    /// as that takes. What that costs the first who come is what <c>start</c> and <c>reads</c> measure.
    /// </summary>
    private static async Task RehearseAsync(HostProcess server, int live, Func<Task<string>> beginAsync)
    {
        var readers = await BeginAsync(
            server,
            Math.Min(live, RehearsedMax),
            beginAsync,
            () => new StampedReader(new Latencies())
        );
        await Task.WhenAll(readers.Select(reader => reader.Reading));
    }
}
