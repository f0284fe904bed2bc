using System.Diagnostics;
using System.Diagnostics.Metrics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;
using Roundtable.Disk;

namespace Roundtable.Bench.Scenarios;

/// <summary>W10: how long it takes until a server is ready, and of that, how long its store takes to open.</summary>
internal sealed class Start(BenchOptions options) : Scenario(options)
{
    private const int Turns = 2;
    private const int ReplyBundles = 7;
    private const int LiveReplies = 1_000;
    private const string Program = "executable, from exec to ready";
    private const string Store = "store, opened in a warm process";
    private readonly FilledFolders _folders = new(options);

    public override string Name => "start";

    public override string Summary =>
        "From nothing to ready: empty, with conversations, and after SIGKILL with 1,000 live replies.";

    public override string SizeOf => "conversations";

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        var conversations = Options.SizesOr([2_000], [10_000])[0];
        await _folders.FillAsync(conversations, Turns, ReplyBundles);
        return
        [
            new(0, $"{Program}, empty", () => InNewFolderAsync(ServeAsync)),
            new(0, $"{Store}, empty", () => InNewFolderAsync(OpenAsync)),
            new(conversations, $"{Program}, loose files", () => ServeAsync(_folders.Loose)),
            new(conversations, $"{Store}, loose files", () => OpenAsync(_folders.Loose)),
            new(conversations, $"{Program}, sealed", () => ServeAsync(_folders.Sealed)),
            new(conversations, $"{Store}, sealed", () => OpenAsync(_folders.Sealed)),
            new(LiveReplies, $"{Program}, after SIGKILL with live replies", RecoverAsync),
        ];
    }

    public override ValueTask DisposeAsync()
    {
        _folders.Dispose();
        return base.DisposeAsync();
    }

    private async Task<Figures> InNewFolderAsync(Func<string, Task<Figures>> measureAsync)
    {
        using var folder = new ScratchFolder(Options);
        return await measureAsync(folder.Path);
    }

    private static async Task<Figures> ServeAsync(string folder)
    {
        var started = Stopwatch.GetTimestamp();
        await using var server = await HostProcess.ServeAsync(folder);
        return new Figures()
            .With("ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds)
            .With(Figures.Memory, Usage.MemoryMiBOf(server.Id));
    }

    private static async Task<Figures> OpenAsync(string folder)
    {
        using var meter = new Meter("bench");
        var started = Stopwatch.GetTimestamp();
        await using var store = await StoreOpening.OpenFilesAsync(new LinuxDisk(), StoreOpening.Options(folder), meter);
        return new Figures().With("ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private async Task<Figures> RecoverAsync()
    {
        using var folder = new ScratchFolder(Options);
        await using (var server = await HostProcess.StartAsync("roundtable", StoreOpening.Power, folder.Path))
        {
            using var talker = new Talker(server.Address);
            await Parallel.ForEachAsync(
                Enumerable.Range(0, LiveReplies),
                new ParallelOptions { MaxDegreeOfParallelism = 16 },
                async (_, _) => await talker.AskAsync(tokens: 20_000, perSecond: 50)
            );
            server.Kill();
        }

        return await ServeAsync(folder.Path);
    }
}
