using System.Diagnostics.Metrics;
using Roundtable.Reading;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Costs;

/// <summary>What is held while a long conversation or a long list is read: the same at its beginning and at its end.</summary>
[Trait("Process", "own")]
[Collection(Alone.Name)]
public sealed class ReadingMemoryTests(ITestOutputHelper output) : IDisposable
{
    private const int ReplyBundles = 3;
    private const int Page = 50;
    private const int AtOnce = 32;
    private const int CountsMax = 5;
    private const int CacheBytesMax = 256 * 1024;
    private const long GrowthBytesMax = 256 * 1024;
    private static readonly int Count = RunLength.Rounds(10_000, 100_000);

    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_long_conversation_is_read_whole_and_page_by_page_in_constant_memory()
    {
        await using var store = await CountedStore.OpenAsync(_sandbox);
        await Parallel.ForAsync(
            0,
            Count / 2,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (_, _) => await store.Filler.TurnAsync(store.Conversation, ReplyBundles)
        );
        await store.NameFilesAsync();
        var snapshot = (await store.Store.FindConversationAsync(store.Conversation, CancellationToken.None))!;
        Assert.Equal(Count, snapshot.MessageCount);
        using var meter = new Meter("Roundtable.Tests");
        var reader = new MessageReader(
            store.Store,
            new MessageCache(CacheBytesMax),
            new ReadingMetrics(meter),
            TimeProvider.System
        );

        await HoldsTheSameAsync($"{Count} messages whole", () => reader.ReadAsync(snapshot, Numbers(1, Count), default));
        await HoldsTheSameAsync($"{Count} messages in pages", PagesAsync);

        async IAsyncEnumerable<Message> PagesAsync()
        {
            for (var first = 1; first <= Count; first += Page)
            {
                foreach (var message in await reader.ReadAsync(snapshot, Numbers(first, Page), default).ToListAsync())
                    yield return message;
            }
        }
    }

    [Fact]
    public async Task A_long_list_of_conversations_is_read_in_constant_memory()
    {
        await using var store = await CountedStore.OpenAsync(_sandbox);
        var user = await store.Filler.FillAsync(Count, turns: 0, replyBundles: 0);
        await store.NameFilesAsync();

        await HoldsTheSameAsync($"a list of {Count} conversations", PagesAsync);

        async IAsyncEnumerable<Conversation> PagesAsync()
        {
            IReadOnlyList<Conversation> page;
            for (long? before = null; ; before = page[^1].Change)
            {
                page = await store.Store.ListConversationsAsync(user, new ConversationQuery(Page, before), default);
                foreach (var conversation in page)
                    yield return conversation;
                if (page.Count == 0)
                    yield break;
            }
        }
    }

    private static IEnumerable<int> Numbers(int first, int count) => Enumerable.Range(first, count);

    /// <summary>What earlier tests leave running adds to a count, and never to all of them.</summary>
    private async Task HoldsTheSameAsync<T>(string what, Func<IAsyncEnumerable<T>> read)
    {
        var growth = new List<long>();
        while (growth.Count < CountsMax && growth.DefaultIfEmpty(long.MaxValue).Min() > GrowthBytesMax)
            growth.Add(await GrowthAsync(read()));
        output.WriteLine($"{what}: the heap grew by {growth.Min() / 1024} KiB at most");
        Assert.InRange(growth.Min(), long.MinValue, GrowthBytesMax);
    }

    private static async Task<long> GrowthAsync<T>(IAsyncEnumerable<T> all)
    {
        var heap = new List<long>();
        var count = 0;
        await foreach (var _ in all)
        {
            if (++count % (Count / 10) == 0)
                heap.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        Assert.Equal(Count, count);
        // The cache is full at the second look.
        return heap.Skip(2).Max() - heap[1];
    }
}
