using System.Net;
using System.Text;
using Roundtable.Cursors;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>One message's events: live, or from any place in it, as often as wanted.</summary>
public abstract class MessageStreamTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private const string Message = "/api/conversations/us01-co01/messages/us01-co01-ms02";

    [Fact]
    public async Task Headers_and_a_comment_come_before_anything_is_said()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say().ThenWaitFor(said.Task).Then("Now."));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        await server.SayAsync(await server.CreateAsync(), "Hi");

        await using var reader = await server.FollowAsync(Message + "/stream");
        await reader.WaitForCommentsAsync(1);
        var shown = await reader.NextAsync();

        Assert.Equal("no-cache, no-transform", reader.Response.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("no", reader.Response.Headers.NonValidated["X-Accel-Buffering"].ToString());
        Assert.Equal(1000, reader.Retry);
        Assert.Equal(("message", "", "streaming"), (shown.Name, shown.Text("content"), shown.Text("status")));

        said.SetResult();
        Assert.Equal(["bundle", "complete"], (await reader.ReadAllAsync()).Select(received => received.Name));
    }

    [Fact]
    public async Task A_silent_stream_says_that_it_is_alive()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("One. ").ThenWaitFor(said.Task).Then("Two."));
        await using var server = await RunningServer.StartAsync(
            Sandbox,
            models,
            options => options.KeepAlive = TimeSpan.FromMilliseconds(20)
        );
        await server.SayAsync(await server.CreateAsync(), "Hi");

        await using var reader = await server.FollowAsync(Message + "/stream");
        await reader.WaitForCommentsAsync(4);
        said.SetResult();

        Assert.Equal("complete", (await reader.ReadAllAsync())[^1].Name);
    }

    [Fact]
    public async Task A_reader_sees_the_snapshot_and_then_only_what_continues_it()
    {
        var (first, second) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var models = await ModelServer.StartAsync(
            Script.Say("One. ").ThenWaitFor(first.Task).Then("Two. ").ThenWaitFor(second.Task).Then("Three.")
        );
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        await server.SayAsync(await server.CreateAsync(), "Hi");
        await using var early = await server.FollowAsync(Message + "/stream");
        var text = (await early.NextAsync()).Text("content");
        if (text == "")
            text += (await early.NextAsync()).Text("tokens");
        Assert.Equal("One. ", text);

        first.SetResult();
        var next = await early.NextAsync();
        Assert.Equal((5, "Two. "), (next.Number("offset"), next.Text("tokens")));
        await using var late = await server.FollowAsync(Message + "/stream");
        Assert.Equal("One. Two. ", (await late.NextAsync()).Text("content"));
        await using var resumed = await server.FollowAsync(Message + "/stream", next.Id);
        second.SetResult();

        foreach (var reader in (EventReader[])[early, late, resumed])
        {
            var rest = await reader.ReadAllAsync();
            Assert.Equal(["bundle", "complete"], rest.Select(received => received.Name));
            Assert.Equal((10, "Three."), (rest[0].Number("offset"), rest[0].Text("tokens")));
            Assert.Equal(16, rest[1].Number("length"));
        }
    }

    [Fact]
    public async Task From_every_cursor_and_every_offset_the_same_text_follows()
    {
        var text = string.Concat(Enumerable.Range(1, 90).Select(i => $"{i} 😀 "));
        await using var models = await ModelServer.StartAsync(Script.Say(text));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        await server.SayAsync(await server.CreateAsync(), "Hi");
        await using var whole = await server.FollowAsync(Message + "/stream?offset=0");
        var events = await whole.ReadAllAsync();
        Assert.Equal(text, TextOf(events, from: 0));
        Assert.All(events.SkipLast(1), bundle => Assert.InRange(bundle.Number("tokenCount"), 1, 20));

        var place = 0;
        foreach (var bundle in events.SkipLast(1))
        {
            place += bundle.Text("tokens")!.Length;
            await using var resumed = await server.FollowAsync(Message + "/stream?offset=3", bundle.Id);
            Assert.Equal(text[place..], TextOf(await resumed.ReadAllAsync(), place));
        }

        for (var offset = 0; offset <= text.Length; offset += RunLength.Rounds(7, 1))
        {
            await using var resumed = await server.FollowAsync($"{Message}/stream?offset={offset}");
            var rest = await resumed.ReadAllAsync();
            var isInsidePair = offset < text.Length && char.IsLowSurrogate(text[offset]);
            Assert.Equal(
                isInsidePair ? "message"
                    : offset == text.Length ? "complete"
                    : "bundle",
                rest[0].Name
            );
            Assert.Equal(isInsidePair ? text : text[offset..], TextOf(rest, isInsidePair ? 0 : offset));
        }
    }

    [Fact]
    public async Task Who_has_everything_gets_204_also_after_a_restart()
    {
        string end;
        await using (var server = await RunningServer.StartAsync(Sandbox))
        {
            await server.SayAsync(await server.CreateAsync(), "Hi");
            await using var reader = await server.FollowAsync(Message + "/stream");
            end = (await reader.ReadAllAsync())[^1].Id!;
            Assert.Equal(HttpStatusCode.NoContent, await StatusAfterAsync(server, end));
        }

        await using var restarted = await RunningServer.StartAsync(Sandbox);
        Assert.Equal(HttpStatusCode.NoContent, await StatusAfterAsync(restarted, end));
    }

    [Fact]
    public async Task A_place_that_does_not_fit_the_message_is_answered_with_a_new_one()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        await server.SayAsync(await server.CreateAsync(), "Hi");
        var ended = await server.EndOfAsync(Message + "/stream");
        var id = MessageId.Parse("us01-co01-ms02");
        var strange = new MessageCursor(id, Tag: 1, Offset: 0, Ended: true);

        await using var otherTag = await server.FollowAsync(Message + "/stream", strange.ToString());
        await using var beyond = await server.FollowAsync($"{Message}/stream?offset={int.MaxValue}");

        foreach (var reader in (EventReader[])[otherTag, beyond])
        {
            var events = await reader.ReadAllAsync();
            Assert.Equal(["message", "complete"], events.Select(received => received.Name));
            Assert.Equal(ended.GetProperty("content").GetString(), events[0].Text("content"));
        }
    }

    [Fact]
    public async Task At_shutdown_readers_are_told_within_a_second_and_resume_without_a_gap()
    {
        var never = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("Kept. ").ThenWaitFor(never.Task));
        string? last;
        await using (var server = await RunningServer.StartAsync(Sandbox, models))
        {
            await server.SayAsync(await server.CreateAsync(), "Hi");
            await using var reader = await server.FollowAsync(Message + "/stream?offset=0");
            last = (await reader.NextAsync()).Id;
            var stopping = server.StopAsync();
            var closing = await reader.NextAsync().WaitAsync(TimeSpan.FromSeconds(1), Cancelled);

            Assert.Equal("closing", closing.Name);
            Assert.InRange(closing.Number("retryAfterMs"), 1, 60_000);
            Assert.Null(closing.Id);
            Assert.Empty(await reader.ReadAllAsync());
            await stopping;
        }

        await using var restarted = await RunningServer.StartAsync(Sandbox, models);
        await using var resumed = await restarted.FollowAsync(Message + "/stream", last);
        var end = Assert.Single(await resumed.ReadAllAsync());
        Assert.Equal(("complete", "interrupted"), (end.Name, end.Text("finishReason")));
        Assert.Equal("Kept. ", (await restarted.GetAsync(Message)).GetProperty("content").GetString());
        never.SetResult();
    }

    private static string TextOf(IEnumerable<ReceivedEvent> events, int from)
    {
        var text = new StringBuilder();
        foreach (var received in events)
        {
            if (received.Name == "message")
                text.Clear().Append(received.Text("content"));
            if (received.Name != "bundle")
                continue;
            Assert.Equal(from + text.Length, received.Number("offset"));
            text.Append(received.Text("tokens"));
        }

        return text.ToString();
    }

    private static async Task<HttpStatusCode> StatusAfterAsync(RunningServer server, string cursor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Message + "/stream");
        request.Headers.Add("Last-Event-ID", cursor);
        using var response = await server.Client.SendAsync(request, Cancelled);
        return response.StatusCode;
    }
}
