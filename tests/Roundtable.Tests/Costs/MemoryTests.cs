using Roundtable.Following;
using Roundtable.Recording;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Costs;

/// <summary>What the library holds: for each follower who waits, and over one long message. The bounds are what it is now, and a little:
/// 1,020 to 1,028 bytes a follower, 0.1 MiB over 100,000 tokens.</summary>
[Trait("Process", "own")]
[Collection(Alone.Name)]
public sealed class MemoryTests : IDisposable
{
    private const int Followers = 2_000;
    private const int CountsMax = 5;
    private const double FollowerBytesMax = 1_150;
    private const double MessageBytesMax = 512 * 1024;

    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_follower_who_waits_holds_a_few_kilobytes()
    {
        await using var store = await CountedStore.OpenAsync(_sandbox);
        var reply = await store.Filler.OpenAsync(store.Conversation);
        using var done = new CancellationTokenSource();
        await WaitingAsync(store, reply, 10, done.Token);

        // What earlier tests leave running adds to a count, and never to all of them.
        var counts = new List<double>();
        var waiting = new List<(IAsyncEnumerator<FollowEvent>, Task)>();
        while (counts.Count < CountsMax && counts.DefaultIfEmpty(double.MaxValue).Min() > FollowerBytesMax)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            waiting.AddRange(await WaitingAsync(store, reply, Followers, done.Token));
            counts.Add((GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Followers);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{counts[^1]:F0} bytes a follower");
        Assert.InRange(counts.Min(), 1, FollowerBytesMax);
        await done.CancelAsync();
        await LeaveAsync(waiting);
    }

    [Fact]
    public async Task A_message_holds_the_same_memory_however_long_it_gets()
    {
        await using var store = await CountedStore.OpenAsync(_sandbox);
        var reply = await store.Filler.OpenAsync(store.Conversation);
        var following = FollowAsync(store, reply);
        var heap = new List<long>();
        await store.Recorder.RecordAsync(
            reply,
            WordsAsync(store, RunLength.Rounds(100_000, 1_000_000), heap),
            CancellationToken.None,
            CancellationToken.None
        );
        await following;
        // Neither its end nor what follows holds its text.
        await store.NameFilesAsync();
        heap.Add(GC.GetTotalMemory(forceFullCollection: true));

        TestContext.Current.TestOutputHelper?.WriteLine($"heap: {string.Join(", ", heap)}");
        Assert.InRange(heap.Max() - heap[0], long.MinValue, MessageBytesMax);
    }

    private static async Task<List<(IAsyncEnumerator<FollowEvent> Events, Task Next)>> WaitingAsync(
        CountedStore store,
        MessageId reply,
        int count,
        CancellationToken cancellationToken
    )
    {
        var waiting = new List<(IAsyncEnumerator<FollowEvent>, Task)>();
        for (var i = 0; i < count; i++)
        {
            var events = store
                .Follower.FollowAsync(reply, FollowStart.Snapshot, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            Assert.True(await events.MoveNextAsync());
            waiting.Add((events, events.MoveNextAsync().AsTask()));
        }

        return waiting;
    }

    private static async Task LeaveAsync(List<(IAsyncEnumerator<FollowEvent> Events, Task Next)> waiting)
    {
        foreach (var (events, next) in waiting)
        {
            await next.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync();
        }
    }

    private static async Task FollowAsync(CountedStore store, MessageId reply)
    {
        await foreach (var _ in store.Follower.FollowAsync(reply, FollowStart.At(0), CancellationToken.None)) { }
    }

    /// <summary>Words, and a look at the heap ten times on the way.</summary>
    private static async IAsyncEnumerable<Delta> WordsAsync(CountedStore store, int tokens, List<long> heap)
    {
        for (var token = 0; token < tokens; token++)
        {
            if (token % (tokens / 10) == tokens / 20)
            {
                // What waits for its file is bounded, and no matter of this message's length.
                await store.NameFilesAsync();
                heap.Add(GC.GetTotalMemory(forceFullCollection: true));
            }

            yield return new Delta(" word");
        }
    }
}
