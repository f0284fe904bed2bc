using System.Diagnostics.Metrics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;
using Roundtable.Reading;

namespace Roundtable.Bench.Scenarios;

/// <summary>W12: the same as <see cref="Reads"/> from SQLite, beside files of the same conversations.</summary>
internal sealed class DatabaseReads(BenchOptions options) : Scenario(options)
{
    private const int Turns = 20;
    private const int ReplyBundles = 15;
    private const int Rounds = 10;
    private static readonly string[] Stores = [StoreOpening.Database, StoreOpening.Power];
    private readonly Dictionary<string, ScratchFolder> _folders = [];
    private readonly Meter _meter = new("bench");
    private IReadOnlyList<ConversationId> _conversations = [];

    public override string Name => "reads";

    public override string Summary => "A conversation of 40 messages, 300 tokens each, read whole: SQLite beside files.";

    public override string SizeOf => "conversations";

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        var conversations = Options.SizesOr([20], [100])[0];
        foreach (var store in Stores)
            await FillAsync(store, conversations);
        return
        [
            .. Each("in process, cached", store => ReadAsync(store, new MessageCache(), isCold: false)),
            .. Each("in process, from the page cache", store => ReadAsync(store, new MessageCache(0), isCold: false)),
            .. Each("in process, cold", store => ReadAsync(store, new MessageCache(0), isCold: true)),
            .. Each("over HTTP, first read", store => GetAsync(store, isFirst: true)),
            .. Each("over HTTP, cached", store => GetAsync(store, isFirst: false)),
        ];

        IEnumerable<Case> Each(string what, Func<string, Task<Figures>> measureAsync) =>
            Stores.Select(store => new Case(conversations, $"{what}: {NameOf(store)}", () => measureAsync(store)));
    }

    public override ValueTask DisposeAsync()
    {
        foreach (var folder in _folders.Values)
            folder.Dispose();
        _meter.Dispose();
        return base.DisposeAsync();
    }

    private static string NameOf(string store) => store == StoreOpening.Database ? "SQLite" : "files, sealed";

    private async Task FillAsync(string name, int conversations)
    {
        var folder = _folders[name] = new ScratchFolder(Options);
        await using (var store = await StoreOpening.OpenAsync(name, folder.Path, _meter))
        {
            var filler = new StoreFiller(store) { Question = StoreFiller.TextOf(ReplyBundles) };
            var user = await filler.FillAsync(conversations, Turns, ReplyBundles);
            _conversations = [.. Enumerable.Range(1, conversations).Select(number => new ConversationId(user, number))];
        }

        if (name != StoreOpening.Database)
            await FilledFolders.SealAsync(folder.Path);
    }

    private async Task<Figures> ReadAsync(string name, MessageCache cache, bool isCold)
    {
        await using var store = await StoreOpening.OpenAsync(name, _folders[name].Path, _meter);
        var reader = new MessageReader(store, cache, new ReadingMetrics(_meter), TimeProvider.System);
        return await Sequence.MeasureAsync(
            Environment.ProcessId,
            Rounds,
            _conversations,
            async id =>
            {
                var snapshot = (await store.FindConversationAsync(id, CancellationToken.None))!;
                var numbers = Enumerable.Range(1, snapshot.MessageCount);
                await foreach (var _ in reader.ReadAsync(snapshot, numbers, CancellationToken.None)) { }
            },
            prepare: isCold ? id => PageCache.Drop(FilesOf(name, id)) : null
        );
    }

    private async Task<Figures> GetAsync(string name, bool isFirst)
    {
        await using var server = await HostProcess.StartAsync("roundtable", name, _folders[name].Path);
        using var talker = new Talker(server.Address);
        return await Sequence.MeasureAsync(
            server.Id,
            isFirst ? 1 : Rounds,
            _conversations,
            id => talker.GetAsync($"/api/conversations/{id}"),
            warmUps: isFirst ? 0 : 1
        );
    }

    /// <summary>What holds a conversation: its own files, or the whole database. SQLite's own cache of 2 MB stays.</summary>
    private IEnumerable<string> FilesOf(string store, ConversationId id) =>
        Directory.EnumerateFiles(
            _folders[store].Path,
            store == StoreOpening.Database ? "*.db" : $"{id}-*",
            SearchOption.AllDirectories
        );
}
