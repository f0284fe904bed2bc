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
    private static readonly TimeSpan LookingEvery = TimeSpan.FromSeconds(5);

    public override string Name => "soak";

    public override string Summary =>
        "Replies without end, 20 tokens a second each, one follower each, in 512 MiB: memory at the beginning, at most and at the end.";

    public override string SizeOf => "live";

    private TimeSpan Duration => Options.DurationOr(60, 1_800);

    public override Task<IReadOnlyList<Case>> PrepareAsync() =>
        Task.FromResult<IReadOnlyList<Case>>([
            .. Options.SizesOr([100], [1_000]).Select(live => new Case(live, StoreOpening.SealedEarly, () => MeasureAsync(live))),
        ]);

    private async Task<Figures> MeasureAsync(int live)
    {
        using var folder = new ScratchFolder(Options);
        await using var server = await HostProcess.StartAsync("roundtable", StoreOpening.SealedEarly, folder.Path);
        using var limit = MemoryLimit.TryPut(server.Id, LimitBytes);
        if (limit is null)
            Console.WriteLine("No control group can be made here: memory is watched and not limited.");
        using var talker = new Talker(server.Address);
        using var end = new CancellationTokenSource(Duration);
        var done = new Readings();
        // One after the other, so that they do not all end at the same moment.
        var pause = TimeSpan.FromSeconds((double)ReplyTokens / TokensPerSecond / live);
        var speaking = new List<Task>();
        for (var i = 0; i < live; i++)
        {
            speaking.Add(SpeakAsync(server, talker, done, end.Token));
            await Task.Delay(pause, TimeProvider.System, CancellationToken.None);
        }

        var usage = Usage.Begin(server.Id);
        var memory = await WatchAsync(server, end.Token);
        usage.End();
        await Task.WhenAll(speaking);
        return new Figures()
            .With("MiB at first", memory[0])
            .With("MiB at most", memory.Max())
            .With("MiB at last", memory[^1])
            .With(Figures.Cpu, usage.Cores)
            .With("replies", done.Replies)
            .With("lost", done.Lost)
            .With("twice", done.Twice)
            .With("files", Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories).Count());
    }

    private static async Task SpeakAsync(HostProcess server, Talker talker, Readings done, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var reader = new StampedReader(new Latencies()) { IsCounting = () => false };
            var path = await talker.AskAsync(ReplyTokens, TokensPerSecond);
            await reader.ReadAsync(server.Address, $"{path}?offset=0", CancellationToken.None);
            done.Add(reader);
        }
    }

    /// <summary>Resident memory every few seconds, in MiB; the page cache is not in it.</summary>
    private static async Task<List<double>> WatchAsync(HostProcess server, CancellationToken end)
    {
        var memory = new List<double> { Usage.MemoryMiBOf(server.Id) };
        var begun = Stopwatch.GetTimestamp();
        while (!end.IsCancellationRequested)
        {
            await Task.Delay(LookingEvery, TimeProvider.System, CancellationToken.None);
            memory.Add(Usage.MemoryMiBOf(server.Id));
            if (memory.Count % 60 == 0)
                Console.WriteLine($"{Stopwatch.GetElapsedTime(begun).TotalMinutes:F0} min: {memory[^1]:F0} MiB");
        }

        return memory;
    }

    private sealed class Readings
    {
        private readonly Lock _gate = new();

        public long Replies { get; private set; }

        public long Lost { get; private set; }

        public long Twice { get; private set; }

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
