using System.IO.Pipelines;
using Roundtable.Edge.Streaming;
using Roundtable.Following;
using Roundtable.Recording;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Costs;

/// <summary>
/// What a token allocates on its way from the model to the disk and to a follower: bundled, counted, journaled, made visible,
/// written to its file, read by one follower and formatted as an event. The bounds are what it is now, and a little: 527 to
/// 552 bytes when the model has said everything already, 400 when the follower lags much; 480 to 542 when each token is waited for.
/// </summary>
[Trait("Process", "own")]
[Collection(Alone.Name)]
public sealed class AllocationTests : IDisposable
{
    private const int WarmUpTokens = 6_000;
    private const int Tokens = 30_000;

    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(false, 640)]
    [InlineData(true, 620)]
    public async Task A_token_allocates_a_bounded_number_of_bytes(bool isWaitedFor, double bytesMax)
    {
        await using var store = await CountedStore.OpenAsync(_sandbox);
        await SayAsync(store, WarmUpTokens, isWaitedFor);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await SayAsync(store, Tokens, isWaitedFor);
        var perToken = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Tokens;

        TestContext.Current.TestOutputHelper?.WriteLine($"{perToken:F0} bytes a token, waited for: {isWaitedFor}");
        Assert.InRange(perToken, 0, bytesMax);
    }

    private static async Task SayAsync(CountedStore store, int tokens, bool isWaitedFor)
    {
        var reply = await store.Filler.OpenAsync(store.Conversation);
        var following = FollowAsync(store, reply);
        await store.Recorder.RecordAsync(reply, WordsAsync(tokens, isWaitedFor), CancellationToken.None, CancellationToken.None);
        await following;
    }

    private static async Task FollowAsync(CountedStore store, MessageId reply)
    {
        var output = PipeWriter.Create(Stream.Null);
        var writer = new EventWriter(output);
        var events = store.Follower.FollowAsync(reply, FollowStart.At(0), CancellationToken.None);
        await foreach (var happened in events)
        {
            await writer.WriteAsync(ServerEvent.Of(happened), CancellationToken.None);
            await writer.FlushAsync(CancellationToken.None);
        }
    }

    private static async IAsyncEnumerable<Delta> WordsAsync(int tokens, bool isWaitedFor)
    {
        for (var token = 0; token < tokens; token++)
        {
            if (isWaitedFor)
                await Task.Yield();
            yield return new Delta(" word");
        }
    }
}
