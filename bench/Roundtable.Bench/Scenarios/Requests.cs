using System.Diagnostics;
using System.Diagnostics.Metrics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;

namespace Roundtable.Bench.Scenarios;

/// <summary>The same request of a small store and of a large one, over HTTP: what one page costs must not grow with what there is.</summary>
internal abstract class Requests(BenchOptions options) : Scenario(options)
{
    private const int Small = 100;
    private const int Times = 300;
    private readonly List<ScratchFolder> _folders = [];

    private string Store => StoreOpening.Of(Options.Store)[0];

    protected abstract int[] Short { get; }

    protected abstract int[] Long { get; }

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        var cases = new List<Case>();
        foreach (var size in Options.SizesOr(Short, Long).Prepend(Small))
        {
            var folder = new ScratchFolder(Options);
            _folders.Add(folder);
            using var meter = new Meter("bench");
            await using var store = await StoreOpening.OpenAsync(Store, folder.Path, meter);
            var path = await FillAsync(new StoreFiller(store) { Question = StoreFiller.TextOf(1) }, store, size);
            cases.Add(new Case(size, Store, () => MeasureAsync(folder.Path, path)));
        }

        return cases;
    }

    public override ValueTask DisposeAsync()
    {
        _folders.ForEach(folder => folder.Dispose());
        return base.DisposeAsync();
    }

    /// <summary>Fills a store, and says what to ask for.</summary>
    protected abstract Task<string> FillAsync(StoreFiller filler, IConversationStore store, int size);

    private async Task<Figures> MeasureAsync(string folder, string path)
    {
        await using var server = await HostProcess.StartAsync("roundtable", Store, folder);
        using var talker = new Talker(server.Address);
        await talker.GetAsync("/healthz/ready"); // The connection and the pipeline are not what is asked about.
        var started = Stopwatch.GetTimestamp();
        var bytes = await talker.GetAsync(path);
        var first = Stopwatch.GetElapsedTime(started);
        return (await Sequence.MeasureAsync(server.Id, Times, [path], talker.GetAsync, warmUps: Times))
            .With("first ms", first.TotalMilliseconds)
            .With("KiB", bytes / 1024.0);
    }
}
