using System.Collections.Concurrent;
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
    private const string Native = "native executable, from exec to ready";
    private const string Store = "store, opened in a warm process";
    private readonly FilledFolders _folders = new(options);

    public override string Name => "start";

    public override string Summary =>
        "From nothing to ready, once a run: empty, with conversations, and after SIGKILL with 1,000 live replies, whose ends are asked for.";

    public override string SizeOf => "conversations";

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        var conversations = Options.SizesOr([2_000], [10_000])[0];
        await _folders.FillAsync(conversations, Turns, ReplyBundles);
        Case[] stores =
        [
            new(0, $"{Store}, empty", () => InNewFolderAsync(OpenAsync)),
            new(conversations, $"{Store}, loose files", () => OpenAsync(_folders.Loose)),
            new(conversations, $"{Store}, sealed", () => OpenAsync(_folders.Sealed)),
        ];
        return
        [
            .. Executables(Program, native: null, conversations),
            .. Options.Executable is { } native ? Executables(Native, native, conversations) : [],
            .. stores,
        ];
    }

    public override ValueTask DisposeAsync()
    {
        _folders.Dispose();
        return base.DisposeAsync();
    }

    private IEnumerable<Case> Executables(string name, string? native, int conversations) =>
        [
            new(0, $"{name}, empty", () => InNewFolderAsync(folder => ServeAsync(folder, native))),
            new(conversations, $"{name}, loose files", () => ServeAsync(_folders.Loose, native)),
            new(conversations, $"{name}, sealed", () => ServeAsync(_folders.Sealed, native)),
            new(LiveReplies, $"{name}, after SIGKILL with live replies", () => RecoverAsync(native)),
        ];

    private async Task<Figures> InNewFolderAsync(Func<string, Task<Figures>> measureAsync)
    {
        using var folder = new ScratchFolder(Options);
        return await measureAsync(folder.Path);
    }

    private static Task<Figures> ServeAsync(string folder, string? native) => ServeAsync(folder, native, ReadAsync);

    private static async Task<Figures> ServeAsync(
        string folder,
        string? native,
        Func<HostProcess, Figures, Task<Figures>> askAsync
    )
    {
        var started = Stopwatch.GetTimestamp();
        await using var server = await HostProcess.ServeAsync(folder, native);
        var elapsed = Stopwatch.GetElapsedTime(started);
        var usage = Usage.SinceStart(server.Id, started).End();
        return await askAsync(server, new Figures().With("ms", elapsed.TotalMilliseconds).With(usage));
    }

    /// <summary>The very first request, in the moment in which the server is ready: a whole conversation, which an empty store has not.</summary>
    private static async Task<Figures> ReadAsync(HostProcess server, Figures figures)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        var started = Stopwatch.GetTimestamp();
        using var response = await client.GetAsync(new Uri("/api/conversations/us01-co01", UriKind.Relative));
        await response.Content.ReadAsByteArrayAsync();
        return figures.With("first read ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private static async Task<Figures> OpenAsync(string folder)
    {
        using var meter = new Meter("bench");
        var (usage, started) = (Usage.Begin(Environment.ProcessId), Stopwatch.GetTimestamp());
        await using var store = await StoreOpening.OpenFilesAsync(new LinuxDisk(), StoreOpening.Options(folder), meter);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new Figures().With("ms", elapsed.TotalMilliseconds).With(usage.End());
    }

    private async Task<Figures> RecoverAsync(string? native)
    {
        using var folder = new ScratchFolder(Options);
        var replies = new ConcurrentBag<ShownReply>();
        var following = new ConcurrentBag<Task>();
        await using (var server = await HostProcess.StartAsync("roundtable", StoreOpening.Power, folder.Path))
        {
            using var talker = new Talker(server.Address);
            await Parallel.ForEachAsync(
                Enumerable.Range(0, LiveReplies),
                new ParallelOptions { MaxDegreeOfParallelism = 16 },
                async (_, _) =>
                {
                    var reply = new ShownReply(await talker.AskAsync(tokens: 20_000, perSecond: 50));
                    replies.Add(reply);
                    following.Add(reply.FollowAsync(server.Address));
                }
            );
            server.Kill();
        }

        await Task.WhenAll(following);
        return await ServeAsync(folder.Path, native, (server, figures) => AskForEndsAsync(server, figures, replies));
    }

    /// <summary>A reply is lost that has no end, or does not begin with what its follower was shown.</summary>
    private static async Task<Figures> AskForEndsAsync(
        HostProcess server,
        Figures figures,
        IReadOnlyCollection<ShownReply> replies
    )
    {
        using var talker = new Talker(server.Address);
        var lost = 0;
        foreach (var reply in replies)
            lost += await reply.IsKeptAsync(talker) ? 0 : 1;
        return figures.With("shown KiB", replies.Sum(reply => reply.Length) / 1024.0).With("lost", lost);
    }
}
