using System.Net;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>Once the store is open something is read before anybody asks; nobody waits for it, and it does no harm.</summary>
public sealed class FirstReadTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Messages_are_read_before_anybody_asks_and_nobody_waits_for_it()
    {
        var path = await FillAsync();
        var isReading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var mayRead = new ManualResetEventSlim();
        await using var server = await RunningServer.StartOverAsync(
            _sandbox,
            (name, call) =>
            {
                if (name == nameof(IConversationStore.FindMessagesAsync) && isReading.TrySetResult())
                    mayRead.Wait(TestContext.Current.CancellationToken);
                return call();
            }
        );

        await isReading.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync("/healthz/ready"));
        Assert.Equal(2, (await server.GetAsync(path)).GetProperty("messages").GetArrayLength());
        mayRead.Set();
    }

    [Fact]
    public async Task When_it_fails_the_server_serves_all_the_same()
    {
        var path = await FillAsync();
        var hasFailed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await RunningServer.StartOverAsync(
            _sandbox,
            (name, call) =>
                name == nameof(IConversationStore.FindMessagesAsync) && hasFailed.TrySetResult()
                    ? throw new InvalidOperationException("This reading fails.")
                    : call()
        );

        await hasFailed.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, (await server.GetAsync(path)).GetProperty("messages").GetArrayLength());
    }

    private async Task<string> FillAsync()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        var path = await server.CreateAsync();
        await server.SayAsync(path, "Hello", """["sage"]""");
        await server.EndOfAsync($"{path}/messages/us01-co01-ms02/stream");
        return path;
    }
}
