using System.Diagnostics;
using System.Diagnostics.Metrics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Bench.Stores;
using Roundtable.Disk;
using Roundtable.Reading;

namespace Roundtable.Bench.Scenarios;

/// <summary>W5: typical conversations of 40 messages, 300 tokens each, read whole.</summary>
internal sealed class Reads(BenchOptions options) : Scenario(options)
{
    private const int Turns = 20;
    private const int ReplyBundles = 15;
    private const int Rounds = 10;
    private readonly FilledFolders _folders = new(options);
    private readonly Meter _meter = new("bench");

    public override string Name => "reads";

    public override string Summary => "A conversation of 40 messages, 300 tokens each, read whole: in process, and over HTTP.";

    public override string SizeOf => "conversations";

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        var conversations = Options.SizesOr([20], [100])[0];
        await _folders.FillAsync(conversations, Turns, ReplyBundles, StoreFiller.TextOf(ReplyBundles));
        return
        [
            new(conversations, "in process, cached", () => ReadAsync(_folders.Loose, new MessageCache(), isCold: false)),
            new(conversations, "in process, loose files", () => ReadAsync(_folders.Loose, new MessageCache(0), isCold: false)),
            new(conversations, "in process, sealed", () => ReadAsync(_folders.Sealed, new MessageCache(0), isCold: false)),
            new(
                conversations,
                "in process, loose files, cold",
                () => ReadAsync(_folders.Loose, new MessageCache(0), isCold: true)
            ),
            new(conversations, "in process, sealed, cold", () => ReadAsync(_folders.Sealed, new MessageCache(0), isCold: true)),
            new(conversations, "limit: open, read, close loose files", () => ReadFilesAsync(_folders.Loose, isCold: false)),
            new(conversations, "limit: the same, cold", () => ReadFilesAsync(_folders.Loose, isCold: true)),
            new(conversations, "over HTTP, sealed, each one's first after a start", () => GetAsync(isFirst: true)),
            new(conversations, "over HTTP, cached", () => GetAsync(isFirst: false)),
        ];
    }

    public override ValueTask DisposeAsync()
    {
        _meter.Dispose();
        _folders.Dispose();
        return base.DisposeAsync();
    }

    private async Task<Figures> ReadAsync(string folder, MessageCache cache, bool isCold)
    {
        await using var store = await StoreOpening.OpenFilesAsync(new LinuxDisk(), StoreOpening.Options(folder), _meter);
        var reader = new MessageReader(store, cache, new ReadingMetrics(_meter), TimeProvider.System);
        return await Sequence.MeasureAsync(
            Environment.ProcessId,
            Rounds,
            _folders.Conversations,
            async id =>
            {
                var snapshot = (await store.FindConversationAsync(id, CancellationToken.None))!;
                var numbers = Enumerable.Range(1, snapshot.MessageCount);
                await foreach (var _ in reader.ReadAsync(snapshot, numbers, CancellationToken.None)) { }
            },
            prepare: isCold ? id => PageCache.Drop(FilesOf(folder, id)) : null
        );
    }

    private Task<Figures> ReadFilesAsync(string folder, bool isCold)
    {
        var disk = new LinuxDisk();
        return Sequence.MeasureAsync(
            Environment.ProcessId,
            Rounds,
            _folders.Conversations.Select(id => FilesOf(folder, id).ToList()).ToList(),
            files =>
            {
                files.ForEach(file => disk.Read(file));
                return Task.CompletedTask;
            },
            prepare: isCold ? PageCache.Drop : null
        );
    }

    private async Task<Figures> GetAsync(bool isFirst)
    {
        await using var server = await HostProcess.StartAsync("roundtable", StoreOpening.Power, _folders.Sealed);
        using var talker = new Talker(server.Address);
        TimeSpan? veryFirst = null;
        var figures = await Sequence.MeasureAsync(
            server.Id,
            isFirst ? 1 : Rounds,
            _folders.Conversations,
            async id =>
            {
                var started = Stopwatch.GetTimestamp();
                await talker.GetAsync($"/api/conversations/{id}");
                // The server compiles code, and the connection is made.
                veryFirst ??= Stopwatch.GetElapsedTime(started);
            },
            warmUps: isFirst ? 0 : 1
        );
        return isFirst ? figures.With("very first ms", veryFirst!.Value.TotalMilliseconds) : figures;
    }

    private static IEnumerable<string> FilesOf(string folder, ConversationId id) =>
        Directory.EnumerateFiles(Path.Combine(folder, "users"), $"{id}-*", SearchOption.AllDirectories);
}
