using System.IO.Pipelines;
using Roundtable.Bench.Filling;
using Roundtable.Edge.Streaming;
using Roundtable.Following;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Costs;

/// <summary>
/// What it allocates to deliver a bundle to one follower more, who had to wait for it: the bounds are what it is now, and a
/// little: 23 to 25 bytes, and 822 to 824 of a conversation. Formatting it anew for each takes about 1,000 bytes more.
/// </summary>
[Trait("Process", "own")]
[Collection(Alone.Name)]
public sealed class SharedBundleTests : IDisposable
{
    private const int Followers = 200;
    private const int WarmUpBundles = 100;
    private const int Bundles = 400;

    private readonly FolderSandbox _sandbox = new();
    private TaskCompletionSource _taken = new();
    private int _missing;

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(false, 40)]
    [InlineData(true, 900)]
    public async Task A_bundle_more_for_a_follower_allocates_next_to_nothing(bool isOfConversation, double bytesMax)
    {
        await using var store = await CountedStore.OpenAsync(_sandbox);
        var reply = await store.Filler.OpenAsync(store.Conversation);
        using var done = new CancellationTokenSource();
        var following = new List<Task>();
        var conversation = await store.Store.FindConversationAsync(store.Conversation, CancellationToken.None);
        while (following.Count < Followers)
        {
            following.Add(
                isOfConversation
                    ? TakeAsync(
                        store.ConversationFollower.FollowAsync(conversation!, null, done.Token).Select(ServerEvent.Of),
                        done.Token
                    )
                    : TakeAsync(
                        store.Follower.FollowAsync(reply, FollowStart.At(0), done.Token).Select(ServerEvent.Of),
                        done.Token
                    )
            );
        }

        await SayAsync(store, reply, 0, WarmUpBundles);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        await SayAsync(store, reply, WarmUpBundles, Bundles);
        var perDelivery = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)(Bundles * Followers);

        TestContext.Current.TestOutputHelper?.WriteLine($"{perDelivery:F0} bytes a delivery, conversation: {isOfConversation}");
        Assert.InRange(perDelivery, 0, bytesMax);
        await done.CancelAsync();
        await Task.WhenAny(Task.WhenAll(following));
    }

    /// <summary>One after the other, each when all have the one before.</summary>
    private async Task SayAsync(CountedStore store, MessageId reply, int from, int count)
    {
        for (var number = from; number < from + count; number++)
        {
            (_taken, _missing) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), Followers);
            await store.Announced.AppendBundleAsync(StoreFiller.Bundle(reply, number), CancellationToken.None);
            await _taken.Task;
        }
    }

    private async Task TakeAsync(IAsyncEnumerable<ServerEvent> events, CancellationToken cancellationToken)
    {
        var writer = new EventWriter(PipeWriter.Create(Stream.Null));
        await foreach (var happened in events.WithCancellation(cancellationToken))
        {
            await writer.WriteAsync(happened, CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
            if (happened.Name == BundleFrame.Name && Interlocked.Decrement(ref _missing) == 0)
                _taken.SetResult();
        }
    }
}
