using System.Net;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>The device fails to flush, under the real executable.</summary>
public sealed class FlushTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(9)]
    public async Task A_flush_that_fails_once_refuses_nobody_and_doubles_nothing(int n)
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        var slow = await served.AskAsync(conversation, "slow");
        await served.UntilShownAsync(slow, 50);
        await using (var calls = await SystemCalls.InjectAsync(served.Process.Id, "fdatasync", $"error=EIO:when={n}"))
        {
            for (var turn = 0; turn < 4; turn++)
                Assert.Equal("stop", await served.UntilEndedAsync(await served.AskAsync(conversation, "quick")));
            Assert.Contains(await calls.LinesAsync(), line => line.Contains("EIO", StringComparison.Ordinal));
        }

        await served.HealthAsync(HttpStatusCode.OK);
        Assert.Equal(0, served.Ledger.Closings);
        Assert.Contains("closed for good", served.Process.Output, StringComparison.Ordinal);
        await using var next = await served.CrashAndJudgeAsync(_sandbox, conversation);
        await next.StopAsync();
    }

    [Fact]
    public async Task A_flush_that_always_fails_makes_it_read_only_until_the_disk_is_well()
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        var before = await served.AskAsync(conversation, "quick");
        await served.UntilEndedAsync(before);
        var slow = await served.AskAsync(conversation, "slow");
        await served.UntilShownAsync(slow, 50);

        await using (await SystemCalls.InjectAsync(served.Process.Id, "fdatasync", "error=EIO"))
        {
            Assert.Contains("The disk refuses to write.", await served.HealthAsync(HttpStatusCode.ServiceUnavailable));
            await ServedStore.UntilAsync(() => served.Ledger.Closings > 0, "followers are told");
            var (status, problem) = await served.TryAskAsync(conversation, "quick");
            Assert.Equal((503, "/problems/storage-unavailable"), ((int)status, problem.GetProperty("type").GetString()));
            Assert.Equal(served.Ledger.Of(before).Text, (await served.MessageAsync(before)).GetProperty("content").GetString());
            Assert.Equal(served.Ledger.Of(slow).Text, (await served.MessageAsync(slow)).GetProperty("content").GetString());
            using var live = await served.Client.GetAsync("/healthz/live", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        }

        await served.HealthAsync(HttpStatusCode.OK);
        Assert.Equal("error", await served.UntilEndedAsync(slow));
        Assert.Equal("stop", await served.UntilEndedAsync(await served.AskAsync(conversation, "quick")));
        await using var next = await served.CrashAndJudgeAsync(_sandbox, conversation);
        await next.StopAsync();
    }

    [Fact]
    public async Task Killed_while_flushes_fail_it_has_all_that_was_shown_after_the_restart()
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        var slow = await served.AskAsync(conversation, "slow");
        await served.UntilShownAsync(slow, 50);
        await using var calls = await SystemCalls.InjectAsync(served.Process.Id, "fdatasync", "error=EIO");
        await served.HealthAsync(HttpStatusCode.ServiceUnavailable);

        await using var next = await served.CrashAndJudgeAsync(_sandbox, conversation);

        Assert.Equal("interrupted", (await next.MessageAsync(slow)).GetProperty("finishReason").GetString());
        await next.StopAsync();
    }

    [Fact]
    public async Task A_store_that_cannot_write_stops_the_model()
    {
        await using var models = await ModelServer.StartAsync(Script.Say(Words(20_000)).Paced(TimeSpan.FromMilliseconds(2)));
        await using var served = await ServedStore.StartAsync(_sandbox, models);
        var conversation = await served.CreateAsync();
        var reply = await served.AskAsync(conversation, "model");
        await served.UntilShownAsync(reply, 100);
        await using (await SystemCalls.InjectAsync(served.Process.Id, "fdatasync", "error=EIO"))
            await ServedStore.UntilAsync(() => models.Abandoned == 1, "the model is left");

        Assert.Equal("error", await served.UntilEndedAsync(reply));
        var message = await served.MessageAsync(reply);
        Assert.Equal("storage_unavailable", message.GetProperty("error").GetProperty("code").GetString());
        await using var next = await served.CrashAndJudgeAsync(_sandbox, conversation);
        await next.StopAsync();
    }

    internal static IEnumerable<string> Words(int count) => Enumerable.Range(0, count).Select(number => $"{number} ");
}
