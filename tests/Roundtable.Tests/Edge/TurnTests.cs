using System.Net;
using System.Text.Json;
using Roundtable.Cursors;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>A person says something, and agents answer.</summary>
public abstract class TurnTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    [Fact]
    public async Task A_post_answers_with_the_message_and_where_the_replies_are()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var conversation = await server.CreateAsync("""{ "participants": ["sage", "critic"] }""");

        var turn = await server.SayAsync(conversation, "What is a lock?\0 😀");

        var message = turn.GetProperty("message");
        Assert.Equal("us01-co01-ms01", message.GetProperty("id").GetString());
        Assert.Equal("user", message.GetProperty("role").GetString());
        Assert.Equal("us01", message.GetProperty("authorId").GetString());
        Assert.Equal("What is a lock?\0 😀", message.GetProperty("content").GetString());
        Assert.Equal(19, message.GetProperty("length").GetInt32());
        Assert.Equal("complete", message.GetProperty("status").GetString());
        var replies = turn.GetProperty("replies").EnumerateArray().ToList();
        Assert.Equal(["sage", "critic"], replies.Select(reply => reply.GetProperty("agentId").GetString()));
        Assert.Equal(["us01-co01-ms02", "us01-co01-ms03"], replies.Select(reply => reply.GetProperty("id").GetString()));
        Assert.Equal(3, ConversationCursor.Parse(turn.GetProperty("eventCursor").GetString()!).MessageCount);

        foreach (var reply in replies)
        {
            var ended = await server.EndOfAsync(reply.GetProperty("stream").GetString()!);
            Assert.Equal("agent", ended.GetProperty("role").GetString());
            Assert.Equal("complete", ended.GetProperty("status").GetString());
            Assert.Equal("stop", ended.GetProperty("finishReason").GetString());
            Assert.Equal("participant", ended.GetProperty("routedBy").GetString());
            Assert.Equal("us01-co01-ms01", ended.GetProperty("replyTo").GetString());
            Assert.Equal(ended.GetProperty("content").GetString()!.Length, ended.GetProperty("length").GetInt32());
            Assert.False(ended.TryGetProperty("damaged", out _));
        }
    }

    [Fact]
    public async Task A_message_may_answer_another_one_and_ask_nobody()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var conversation = await server.CreateAsync();
        await server.SayAsync(conversation, "First", agents: "[]");

        var second = await server.PostAsync(
            conversation + "/messages",
            """{ "content": "", "agents": [], "replyTo": "us01-co01-ms01" }""",
            HttpStatusCode.Accepted
        );

        Assert.Equal(0, second.GetProperty("replies").GetArrayLength());
        Assert.Equal("us01-co01-ms01", second.GetProperty("message").GetProperty("replyTo").GetString());
    }

    [Fact]
    public async Task A_post_that_accepts_events_gets_the_turn_until_every_reply_has_ended()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Hello ", "there, ", "😀 friend."));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var conversation = await server.CreateAsync();

        await using var reader = await PostForEventsAsync(
            server,
            conversation,
            """{ "content": "Hi", "agents": ["critic", "sage"] }"""
        );
        var events = await reader.ReadAllAsync();

        Assert.Equal(["us01-co01-ms01", "us01-co01-ms02", "us01-co01-ms03"], events.Take(3).Select(shown => shown.Text("id")));
        Assert.All(events.Take(3), shown => Assert.Equal("message", shown.Name));
        Assert.All(events.Skip(3), later => Assert.True(later.Name is "bundle" or "complete"));
        Assert.All(events, received => Assert.True(ConversationCursor.TryParse(received.Id, null, out _)));
        foreach (var reply in (string[])["us01-co01-ms02", "us01-co01-ms03"])
        {
            // The message may hold text already when the stream begins.
            var begun = events.Single(e => e.Name == "message" && e.Text("id") == reply).Text("content");
            var text = begun + string.Concat(events.Where(e => e.Text("messageId") == reply).Select(e => e.Text("tokens")));
            Assert.Equal("Hello there, 😀 friend.", text);
            var end = Assert.Single(events, e => e.Name == "complete" && e.Text("id") == reply);
            Assert.False(end.Data.TryGetProperty("content", out _));
            Assert.Equal(text.Length, end.Number("length"));
        }
    }

    [Fact]
    public async Task A_turn_that_asks_nobody_is_one_event()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var conversation = await server.CreateAsync();

        await using var reader = await PostForEventsAsync(server, conversation, """{ "content": "Note", "agents": [] }""");

        Assert.Equal("Note", Assert.Single(await reader.ReadAllAsync()).Text("content"));
    }

    [Fact]
    public async Task A_reader_who_leaves_stops_nothing()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("Before. ").ThenWaitFor(said.Task).Then("After."));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var conversation = await server.CreateAsync();
        await using (var reader = await PostForEventsAsync(server, conversation, """{ "content": "Hi" }"""))
        {
            while ((await reader.NextAsync()).Name != "bundle")
                await Task.Yield();
        }

        said.SetResult();
        var ended = await server.EndOfAsync(conversation + "/messages/us01-co01-ms02/stream");

        Assert.Equal("Before. After.", ended.GetProperty("content").GetString());
        Assert.Equal("stop", ended.GetProperty("finishReason").GetString());
    }

    [Fact]
    public async Task A_model_that_fails_ends_its_reply_with_an_error()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Half").ThenError(500));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var conversation = await server.CreateAsync();
        await server.SayAsync(conversation, "Hi");

        var ended = await server.EndOfAsync(conversation + "/messages/us01-co01-ms02/stream");

        Assert.Equal("Half", ended.GetProperty("content").GetString());
        Assert.Equal("error", ended.GetProperty("finishReason").GetString());
        Assert.Equal(JsonValueKind.String, ended.GetProperty("error").GetProperty("code").ValueKind);
    }

    [Fact]
    public async Task A_conversation_has_at_most_64_replies_open()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("x").ThenWaitFor(said.Task));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var conversation = await server.CreateAsync("""{ "participants": ["sage", "critic"] }""");
        for (var turn = 0; turn < 32; turn++)
            await server.SayAsync(conversation, "Hi");

        var refused = await server.PostAsync(conversation + "/messages", """{ "content": "Hi" }""", HttpStatusCode.Conflict);

        Assert.Equal("/problems/too-many-replies", refused.GetProperty("type").GetString());
        said.SetResult();
    }

    private static Task<EventReader> PostForEventsAsync(RunningServer server, string conversation, string json)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, conversation + "/messages") { Content = RunningServer.Json(json) };
        request.Headers.Accept.ParseAdd("text/event-stream");
        return EventReader.OpenAsync(server.Client, request);
    }
}
