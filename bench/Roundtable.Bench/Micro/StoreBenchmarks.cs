using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Stores;
using Roundtable.Files;
using Roundtable.Reading;

namespace Roundtable.Bench.Micro;

/// <summary>A bundle through the journal on a disk that costs nothing, a message rebuilt from its chunks, a page of a list.</summary>
public class StoreBenchmarks : IDisposable
{
    private const int ReplyBundles = 15;
    private const int Conversations = 1_000;
    private static readonly ConversationQuery FirstPage = new(Limit: 20);
    private readonly Meter _meter = new("bench");
    private FileStore _store = null!;
    private MessageReader _reader = null!;
    private UserId _user;
    private MessageId _open;
    private MessageId _ended;
    private int _bundles;

    [GlobalSetup]
    public async Task FillAsync()
    {
        _store = await StoreOpening.OpenFilesAsync(new MemoryDisk(), StoreOpening.Options("/bench"), _meter);
        _reader = new MessageReader(_store, new MessageCache(0), new ReadingMetrics(_meter), TimeProvider.System);
        var filler = new StoreFiller(_store);
        _user = await filler.FillAsync(Conversations, turns: 1, ReplyBundles);
        _ended = new MessageId(new ConversationId(_user, 1), 2);
        _open = await filler.OpenAsync(await filler.CreateAsync(_user, "Open"));
        _bundles = 0;
    }

    [GlobalCleanup]
    public Task CloseAsync() => _store.DisposeAsync().AsTask();

    public void Dispose()
    {
        _meter.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public Task AppendBundle() =>
        _store.AppendBundleAsync(StoreFiller.Bundle(_open, _bundles++), CancellationToken.None).AsTask();

    [Benchmark]
    public async Task<int> Reconstruct() => (await _reader.ReadAsync(_ended, CancellationToken.None))!.Length;

    [Benchmark]
    public async Task<int> List() => (await _store.ListConversationsAsync(_user, FirstPage, CancellationToken.None)).Count;
}
