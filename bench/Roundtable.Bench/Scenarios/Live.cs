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
    private const int BundlesMin = 100;
    private const int ProbedMin = 100;
    private const string Bare = "a bare flush each 20 ms, nothing else";
    private const string Frames = "frames from memory (Kestrel)";
    private const string BareFlush = "bare flush";
    private const string NotStored = "said and sent, not stored";

    public override string Name => "live";

    public override string Summary =>
        "Replies of 50 tokens a second, one follower each over loopback: from a bundle's cut to its arrival, and from when it was due.";

    public override string SizeOf => "live";

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
                        .Append(new Case(live, Bare, () => MeasureDeviceAsync(live)))
                ),
        ]);
    }

    /// <summary>A percentile of a few says nothing: one reply alone has to speak longer.</summary>
    private TimeSpan DurationOf(int live) =>
        Options.Duration ?? TimeSpan.FromSeconds(Math.Max(Options.DurationOr(3, 20).TotalSeconds, SecondsOf(BundlesMin) / live));

    private async Task<Figures> MeasureStoreAsync(string store, int live)
    {
        using var folder = new ScratchFolder(Options);
        await using var server = await HostProcess.StartAsync("roundtable", store, folder.Path);
        using var talker = new Talker(server.Address);
        await RehearseAsync(server, live, (_, bundles) => AskAsync(talker, bundles));
        var isProbed = live >= ProbedMin && store is not (StoreOpening.Process or StoreOpening.Memory);
        using var device = isProbed ? FlushProbe.Begin(Path.Combine(folder.Path, "bare")) : null;
        // Long enough that all of them speak for the whole time, also when beginning takes its own.
        var bundles = BundlesIn(DurationOf(live).TotalSeconds + 1 + (live / 150.0));
        return await MeasureAsync(server, (live, bundles), (_, bundles) => AskAsync(talker, bundles), device);
    }

    private async Task<Figures> MeasureFramesAsync(string path, int live)
    {
        await using var server = await HostProcess.StartAsync("frames");
        await RehearseAsync(server, live, (number, bundles) => FramesAsync(path, number, bundles));
        var bundles = BundlesIn(DurationOf(live).TotalSeconds + 1 + (live / 500.0));
        return await MeasureAsync(server, (live, bundles), (number, bundles) => FramesAsync(path, number, bundles));
    }

    private async Task<Figures> MeasureDeviceAsync(int live)
    {
        using var folder = new ScratchFolder(Options);
        using var device = FlushProbe.Begin(folder.Path);
        await Task.Delay(DurationOf(live), TimeProvider.System, CancellationToken.None);
        return new Figures().WithAll(BareFlush, device.Reset());
    }

    private static Task<string> AskAsync(Talker talker, int bundles) =>
        talker.AskAsync(bundles * Script.BundleTokens, TokensPerSecond);

    /// <summary>Those that are asked for begin one after the other; these, which nothing holds up, would all speak in one moment.</summary>
    private static Task<string> FramesAsync(string path, int number, int bundles)
    {
        // As many moments of one bundle's time as are asked for at once.
        var after = (int)(SecondsOf(1) * 1_000) * (number % BeginningAtOnce) / BeginningAtOnce;
        return Task.FromResult($"/{path}?bundles={bundles}&pace={TokensPerSecond}&after={after}");
    }

    private static int BundlesIn(double seconds) => (int)(seconds * TokensPerSecond / Script.BundleTokens);

    private static double SecondsOf(int bundles) => (double)bundles * Script.BundleTokens / TokensPerSecond;

    /// <param name="beginAsync">Has the reply with this number, of so many bundles, begin; where to follow it.</param>
    /// <param name="device">Tells what the device took meanwhile; null when nothing is flushed.</param>
    private async Task<Figures> MeasureAsync(
        HostProcess server,
        (int Live, int Bundles) size,
        Func<int, int, Task<string>> beginAsync,
        FlushProbe? device = null
    )
    {
        var (sinceCut, sinceDue) = (new Latencies(), new Latencies());
        var isCounting = false;
        var readers = await BeginAsync(
            server,
            size,
            beginAsync,
            length => new StampedReader(sinceCut)
            {
                SinceDue = sinceDue,
                Length = length,
                IsCounting = () => Volatile.Read(ref isCounting),
            }
        );
        var usage = Usage.Begin(server.Id);
        var (started, before) = (Stopwatch.GetTimestamp(), readers.Sum(follower => follower.Reader.Bundles));
        device?.Reset();
        Volatile.Write(ref isCounting, true);
        await Task.Delay(DurationOf(size.Live), TimeProvider.System, CancellationToken.None);
        Volatile.Write(ref isCounting, false);
        var flushes = device?.Reset() ?? new Latencies();
        // Fewer than all, where beginning took longer than they had to say.
        var speaking = readers.Count(follower => !follower.Reader.IsComplete);
        var (bundles, elapsed) = (readers.Sum(follower => follower.Reader.Bundles) - before, Stopwatch.GetElapsedTime(started));
        usage.End();
        await Task.WhenAll(readers.Select(follower => follower.Reading));
        return new Figures()
            .With(sinceCut)
            .WithAll("due", sinceDue)
            .WithAll(BareFlush, flushes)
            .With("bundles/s", bundles / elapsed.TotalSeconds)
            .With("speaking", speaking)
            .With("timed %", 100.0 * sinceCut.Summary().Count / bundles)
            .With(usage)
            .With("lost", readers.Sum(follower => follower.Reader.Lost))
            .With("twice", readers.Sum(follower => follower.Reader.Twice));
    }

    /// <summary>Has so many replies begin, each with a reader.</summary>
    private static async Task<IReadOnlyList<(StampedReader Reader, Task Reading)>> BeginAsync(
        HostProcess server,
        (int Live, int Bundles) size,
        Func<int, int, Task<string>> beginAsync,
        Func<int, StampedReader> newReader
    )
    {
        var readers = new ConcurrentBag<(StampedReader, Task)>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, size.Live),
            new ParallelOptions { MaxDegreeOfParallelism = BeginningAtOnce },
            async (number, _) =>
            {
                var path = await beginAsync(number, size.Bundles);
                var reader = newReader(size.Bundles * Script.BundleLength);
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
    private static async Task RehearseAsync(HostProcess server, int live, Func<int, int, Task<string>> beginAsync)
    {
        var readers = await BeginAsync(
            server,
            (Math.Min(live, RehearsedMax), BundlesIn(RehearsalSeconds)),
            beginAsync,
            length => new StampedReader(new Latencies()) { Length = length }
        );
        await Task.WhenAll(readers.Select(reader => reader.Reading));
    }
}
