using System.Net;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>A reply is ended by whoever may read it; what was shown is kept.</summary>
public abstract class CancelTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private const string Reply = "/api/conversations/us01-co01/messages/us01-co01-ms02";

    [Fact]
    public async Task A_cancelled_reply_keeps_what_was_shown_and_its_readers_see_the_end()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("Shown. ").ThenWaitFor(said.Task).Then("Never."));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        await server.CreateAsync();
        await server.SayAsync("/api/conversations/us01-co01", "Why?");
        await using var reader = await server.FollowAsync($"{Reply}/stream?offset=0");
        Assert.Equal("Shown. ", (await reader.NextAsync()).Text("tokens"));

        await server.PostAsync($"{Reply}/cancel", "", HttpStatusCode.Accepted);

        var end = await reader.NextAsync();
        Assert.Equal(("complete", "cancelled", 7), (end.Name, end.Text("finishReason"), end.Number("length")));
        for (var i = 0; i < 2; i++)
        {
            var again = await server.PostAsync($"{Reply}/cancel", "", HttpStatusCode.Accepted);
            Assert.Equal("cancelled", again.GetProperty("finishReason").GetString());
        }

        Assert.Equal("Shown. ", (await server.GetAsync(Reply)).GetProperty("content").GetString());
        said.SetResult();
    }

    [Fact]
    public async Task What_has_ended_stays_as_it_is_and_what_is_not_there_is_404()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        await server.CreateAsync();
        await server.SayAsync("/api/conversations/us01-co01", "Why?");
        await server.EndOfAsync($"{Reply}/stream");

        var ended = await server.PostAsync($"{Reply}/cancel", "", HttpStatusCode.Accepted);
        Assert.Equal("stop", ended.GetProperty("finishReason").GetString());
        var user = await server.PostAsync(Reply.Replace("ms02", "ms01") + "/cancel", "", HttpStatusCode.Accepted);
        Assert.Equal("stop", user.GetProperty("finishReason").GetString());
        await server.PostAsync(Reply.Replace("ms02", "ms09") + "/cancel", "", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Replies_cancelled_as_soon_as_they_are_known_end_once()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("Half ").ThenWaitFor(said.Task));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var conversation = await server.CreateAsync();
        for (var round = 0; round < 30; round++)
        {
            var turn = await server.SayAsync(conversation, "Why?");
            var stream = turn.GetProperty("replies")[0].GetProperty("stream").GetString()!;
            var path = stream[..^"/stream".Length];
            await Task.WhenAll(
                Enumerable.Range(0, 4).Select(_ => server.PostAsync($"{path}/cancel", "", HttpStatusCode.Accepted))
            );
            Assert.Equal("cancelled", (await server.EndOfAsync(stream)).GetProperty("finishReason").GetString());
        }

        said.SetResult();
    }
}
