using System.Diagnostics;
using System.Diagnostics.Metrics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;
using Roundtable.Cli;
using Roundtable.Reading;
using Roundtable.Searching;

namespace Roundtable.Bench.Scenarios;

/// <summary>W12: the same conversations in files and in SQLite, beside each other, in process.</summary>
internal sealed class BothStores(BenchOptions options) : Scenario(options)
{
    private const int Turns = 10;
    private const int ReplyBundles = 15;
    private const int ReadsMax = 200;
    private const int PageLimit = 20;
    private const double MiB = 1024 * 1024;
    private static readonly int[] Writers = [1, 100, 1000];
    private static readonly string[] Kinds = [StoreOpening.Power, StoreOpening.Database];
    private readonly List<Filled> _filled = [];
    private readonly Meter _meter = new("bench");

    public override string Name => "stores";

    public override string Summary =>
        "Files and SQLite beside each other: appends, a conversation read cold and warm, a list's first page, search, size.";

    public override string SizeOf => "conversations";

    private TimeSpan Duration => Options.DurationOr(2, 10);

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        var conversations = Options.SizesOr([500], [10_000])[0];
        foreach (var kind in Kinds)
            _filled.Add(await FillAsync(kind, conversations));
        return
        [
            .. Writers.SelectMany(writers =>
                Kinds.Select(kind => new Case(
                    conversations,
                    $"append, {writers} at once: {kind}",
                    () => AppendAsync(kind, writers)
                ))
            ),
            .. Each("read warm", filled => ReadAsync(filled, isCold: false)),
            .. Each("read cold", filled => ReadAsync(filled, isCold: true)),
            .. Each("list, first page", ListAsync),
            .. Each("search", SearchAsync),
            .. Each("size", filled => Task.FromResult(new Figures().With("on disk MiB", filled.SizeBytes / MiB))),
        ];

        IEnumerable<Case> Each(string what, Func<Filled, Task<Figures>> measure) =>
            _filled.Select(filled => new Case(conversations, $"{what}: {filled.Kind}", () => measure(filled)));
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var filled in _filled)
            filled.Folder.Dispose();
        _meter.Dispose();
        return base.DisposeAsync();
    }

    private async Task<Filled> FillAsync(string kind, int conversations)
    {
        var folder = new ScratchFolder(Options);
        await using var store = await StoreOpening.OpenAsync(kind, folder.Path, _meter);
        var user = await new StoreFiller(store).FillAsync(conversations, Turns, ReplyBundles);
        return new Filled(kind, folder, user, conversations);
    }

    private async Task<Figures> AppendAsync(string kind, int writers)
    {
        using var folder = new ScratchFolder(Options);
        await using var store = await StoreOpening.OpenAsync(kind, folder.Path, _meter);
        var filler = new StoreFiller(store);
        var user = await store.AddUserAsync("Bench", CancellationToken.None);
        var replies = new List<MessageId>();
        while (replies.Count < writers)
            replies.Add(await filler.OpenAsync(await filler.CreateAsync(user.Id, "Live")));
        var (latencies, usage, started) = (new Latencies(), Usage.Begin(Environment.ProcessId), Stopwatch.GetTimestamp());
        await Task.WhenAll(replies.Select(reply => Task.Run(() => WriteAsync(store, reply, started, latencies))));
        var elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Figures().With(latencies).With("a second", latencies.Summary().Count / elapsed).With(usage.End());
    }

    private async Task WriteAsync(IConversationStore store, MessageId reply, long started, Latencies latencies)
    {
        for (var number = 0; Stopwatch.GetElapsedTime(started) < Duration; number++)
        {
            var cut = Stopwatch.GetTimestamp();
            await store.AppendBundleAsync(StoreFiller.Bundle(reply, number), CancellationToken.None);
            latencies.Add(Stopwatch.GetElapsedTime(cut));
        }
    }

    private Task<Figures> ReadAsync(Filled filled, bool isCold) =>
        MeasureAsync(
            filled,
            async (store, reader, id) =>
            {
                var snapshot = (await store.FindConversationAsync(id, CancellationToken.None))!;
                var numbers = Enumerable.Range(1, snapshot.MessageCount);
                await foreach (var _ in reader.ReadAsync(snapshot, numbers, CancellationToken.None)) { }
            },
            isCold
        );

    private Task<Figures> ListAsync(Filled filled) =>
        MeasureAsync(
            filled,
            async (store, _, id) =>
                await store.ListConversationsAsync(id.User, new ConversationQuery(PageLimit), CancellationToken.None),
            isCold: false
        );

    private Task<Figures> SearchAsync(Filled filled)
    {
        _ = SearchTerms.TryParse("please", out var terms);
        return MeasureAsync(
            filled,
            async (store, reader, id) =>
                await StoreSearch
                    .Of(store, reader)
                    .SearchAsync(new SearchQuery(id.User, terms!, PageLimit), CancellationToken.None),
            isCold: false
        );
    }

    /// <summary>The same for so many conversations in turn.</summary>
    private async Task<Figures> MeasureAsync(
        Filled filled,
        Func<IConversationStore, MessageReader, ConversationId, Task> work,
        bool isCold
    )
    {
        await using var store = await StoreOpening.OpenAsync(filled.Kind, filled.Folder.Path, _meter);
        var reader = new MessageReader(store, new MessageCache(0), new ReadingMetrics(_meter), TimeProvider.System);
        var numbers = Enumerable.Range(1, Math.Min(ReadsMax, filled.Conversations));
        return await Sequence.MeasureAsync(
            Environment.ProcessId,
            rounds: 1,
            [.. numbers.Select(number => new ConversationId(filled.User, number))],
            id => work(store, reader, id),
            prepare: isCold ? id => PageCache.Drop(filled.FilesOf(id)) : null
        );
    }

    /// <summary>A store that is filled and closed.</summary>
    private sealed record Filled(string Kind, ScratchFolder Folder, UserId User, int Conversations)
    {
        private const long BlockBytes = 4096;

        /// <summary>Whole blocks, as a file system gives them.</summary>
        public double SizeBytes => Files("*").Sum(file => (new FileInfo(file).Length + BlockBytes - 1) / BlockBytes * BlockBytes);

        /// <summary>Where a conversation is: its own files, or the whole database. SQLite's own cache of 2 MB stays.</summary>
        public IEnumerable<string> FilesOf(ConversationId id) => Kind == StoreOpening.Database ? Files("*.db") : Files($"{id}-*");

        private IEnumerable<string> Files(string pattern) =>
            Directory.EnumerateFiles(Folder.Path, pattern, SearchOption.AllDirectories);
    }
}
