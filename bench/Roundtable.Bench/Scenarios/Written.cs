using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;

namespace Roundtable.Bench.Scenarios;

/// <summary>W8: bytes for each byte of text that was said. Counts, not times: they are the same on every machine.</summary>
internal sealed class Written(BenchOptions options) : Scenario(options)
{
    private const int ReplyBundles = 15;

    public override string Name => "written";

    public override string Summary =>
        "A conversation of turns of 300 tokens: bytes written for each byte of text, once more when it is sealed, and bytes at rest.";

    public override string SizeOf => "turns";

    public override (int Short, int Long) Runs => (1, 1);

    public override Task<IReadOnlyList<Case>> PrepareAsync() =>
        Task.FromResult<IReadOnlyList<Case>>([
            .. Options
                .SizesOr([10, 1_000], [10, 1_000, 10_000])
                .SelectMany(turns =>
                    (Case[])
                        [
                            new(turns, "files", () => MeasureAsync(turns)),
                            new(turns, "one JSON file, written anew each turn", () => Task.FromResult(MeasureRewriting(turns))),
                        ]
                ),
        ]);

    private async Task<Figures> MeasureAsync(int turns)
    {
        using var folder = new ScratchFolder(Options);
        var disk = new CountingDisk();
        double text;
        using (var meter = new Meter("bench"))
        {
            await using var store = await StoreOpening.OpenFilesAsync(disk, StoreOpening.Options(folder.Path), meter);
            var filler = new StoreFiller(store);
            var id = await filler.CreateAsync((await store.AddUserAsync("Bench", CancellationToken.None)).Id, "Counted");
            for (var turn = 0; turn < turns; turn++)
                await filler.TurnAsync(id, ReplyBundles);
            text = (double)turns * filler.TextBytes(ReplyBundles);
        }

        var figures = new Figures()
            .With("journal / text", disk.JournalBytes / text)
            .With("files / text", disk.FileBytes / text)
            .With("written / text", (disk.JournalBytes + disk.FileBytes) / text)
            .With("zeros MiB", disk.ZeroBytes / (1024.0 * 1024))
            .With("at rest / text", AtRest(folder.Path) / text)
            .With("flushes / turn", (double)disk.Flushes / turns);
        var sealing = new CountingDisk();
        await FilledFolders.SealAsync(folder.Path, sealing);
        return figures
            .With("sealing / text", (sealing.JournalBytes + sealing.FileBytes) / text)
            .With("sealed / text", AtRest(folder.Path) / text);
    }

    /// <summary>What an application does that keeps a conversation as one document.</summary>
    private static Figures MeasureRewriting(int turns)
    {
        var filler = new StoreFiller(new NothingStore());
        var turn = JsonEncodedText.Encode(filler.Question) + JsonEncodedText.Encode(StoreFiller.TextOf(ReplyBundles)).ToString();
        const string Around = """{"role":"user","content":""},{"role":"assistant","content":""},""";
        var turnBytes = (double)(Encoding.UTF8.GetByteCount(turn) + Around.Length);
        var text = (double)turns * filler.TextBytes(ReplyBundles);
        return new Figures()
            .With("written / text", turnBytes * turns * (turns + 1) / 2 / text)
            .With("at rest / text", turnBytes * turns / text);
    }

    private static double AtRest(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Sum(path => new FileInfo(path).Length);
}
