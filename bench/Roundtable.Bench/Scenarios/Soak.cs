using System.Diagnostics;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Readers;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;

namespace Roundtable.Bench.Scenarios;

/// <summary>
/// A long run under a hard limit of memory: so many replies are always being written, each to one follower; when one ends, the
/// next conversation begins, and what is quiet is sealed, so that the disk holds it.
/// </summary>
internal sealed class Soak(BenchOptions options) : Scenario(options)
{
    private const long LimitBytes = 512L * 1024 * 1024;
    private const int TokensPerSecond = 20;
    private const int ReplyTokens = 1_200;
    private const int LooksMin = 8;
    private static readonly TimeSpan LookingEveryMax = TimeSpan.FromSeconds(5);

    public override string Name => "soak";

    public override string Summary =>
        "Replies without end, 20 tokens a second each, one follower each, in 512 MiB: resident memory once all of them speak, and from a bundle's cut to its arrival.";

    public override string SizeOf => "live";

    public override (int Short, int Long) Runs => (3, 1);

    private TimeSpan Duration => Options.DurationOr(60, 1_800);

    private TimeSpan LookingEvery => TimeSpan.FromTicks(Math.Min(LookingEveryMax.Ticks, Duration.Ticks / LooksMin));

    public override Task<IReadOnlyList<Case>> PrepareAsync()
    {
        using var limit = new MemoryLimit(LimitBytes);
        var name = $"{StoreOpening.SealedEarly}; {limit.Means}";
        return Task.FromResult<IReadOnlyList<Case>>([
            .. Options.SizesOr([100], [1_000]).Select(live => new Case(live, name, () => MeasureAsync(live))),
        ]);
    }

    private async Task<Figures> MeasureAsync(int live)
    {
        using var folder = new ScratchFolder(Options);
        using var limit = new MemoryLimit(LimitBytes);
        await using var server = await HostProcess.StartAsync(limit, "roundtable", StoreOpening.SealedEarly, folder.Path);
        var limitMiB = limit.ReadBackMiB(server.Id);
        using var talker = new Talker(server.Address);
        using var end = new CancellationTokenSource();
        var done = new Readings();
        // One after the other, so that they do not all end at the same moment.
        var pause = TimeSpan.FromSeconds((double)ReplyTokens / TokensPerSecond / live);
        var speaking = new List<Task>();
        for (var i = 0; i < live; i++)
        {
            speaking.Add(SpeakAsync(server, talker, done, end.Token));
            await Task.Delay(pause, TimeProvider.System, CancellationToken.None);
        }

        done.BeginCounting();
        end.CancelAfter(Duration);
        var usage = Usage.Begin(server.Id);
        var memory = await WatchAsync(server, end.Token);
        usage.End();
        await Task.WhenAll(speaking);
        return new Figures()
            .With("limit MiB", limitMiB)
            .With("looks", memory.Count)
            .With("MiB at first", memory[0])
            .With("MiB median", Spread.Of(memory)!.Value.Median)
            .With("MiB at most", memory.Max())
            .With("MiB at last", memory[^1])
            .With(done.Latencies)
            .With(Figures.Cpu, usage.Cores)
            .With(Figures.Written, usage.WrittenMiB)
            .With("replies", done.Replies)
            .With("lost", done.Lost)
            .With("twice", done.Twice)
            .With("files", Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Count());
    }

    private static async Task SpeakAsync(HostProcess server, Talker talker, Readings done, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var reader = new StampedReader(done.Latencies) { IsCounting = () => done.IsCounting };
            var path = await talker.AskAsync(ReplyTokens, TokensPerSecond);
            await reader.ReadAsync(server.Address, $"{path}?offset=0", CancellationToken.None);
            done.Add(reader);
        }
    }

    /// <summary>Resident memory every few seconds, in MiB; the page cache is not in it.</summary>
    private async Task<List<double>> WatchAsync(HostProcess server, CancellationToken end)
    {
        var memory = new List<double> { Usage.MemoryMiBOf(server.Id) };
        var begun = Stopwatch.GetTimestamp();
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(LookingEvery, TimeProvider.System, CancellationToken.None);
            memory.Add(Usage.MemoryMiBOf(server.Id));
            if (memory.Count % 60 == 0)
                Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(begun).TotalMinutes:F0} min: {memory[^1]:F0} MiB");
        }

        return memory;
    }

    private sealed class Readings
    {
        private readonly Lock _gate = new();
        private bool _isCounting;

        public Latencies Latencies { get; } = new();

        public bool IsCounting => Volatile.Read(ref _isCounting);

        public long Replies { get; private set; }

        public long Lost { get; private set; }

        public long Twice { get; private set; }

        /// <summary>From now on times count: all speak.</summary>
        public void BeginCounting() => Volatile.Write(ref _isCounting, true);

        public void Add(StampedReader reader)
        {
            lock (_gate)
            {
                Replies++;
                Lost += reader.Lost;
                Twice += reader.Twice;
            }
        }
    }
}
