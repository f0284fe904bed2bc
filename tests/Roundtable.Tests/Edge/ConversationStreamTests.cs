using System.Net;
using Roundtable.Cursors;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>Everything that happens in a conversation, cut off anywhere and resumed: nothing missing, nothing twice.</summary>
public abstract class ConversationStreamTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private static readonly string[] Alphabet =
    [
        "word ",
        "\n\n",
        "é",
        "e\u0301",
        "漢字",
        "שלום ",
        "\u202Eabc\u202C",
        "😀",
        "👩‍👩‍👧",
        "\0",
        "\"\\/",
        "data: x\n",
    ];

    [Fact]
    public async Task It_begins_with_each_open_reply_and_tells_of_whatever_comes()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("Half, ").ThenWaitFor(said.Task).Then("whole."));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var path = await server.CreateAsync();
        await server.SayAsync(path, "Why?");
        await using (var first = await server.FollowAsync(path + "/messages/us01-co01-ms02/stream?offset=0"))
            Assert.Equal("Half, ", (await first.NextAsync()).Text("tokens"));

        await using var events = await server.FollowAsync(path + "/events");
        var open = await events.NextAsync();
        Assert.Equal(("message", "us01-co01-ms02", "Half, "), (open.Name, open.Text("id"), open.Text("content")));
        said.SetResult();
        Assert.Equal("whole.", await TextUntilEndAsync(events));
        await server.SayAsync(path, "And?", agents: "[]");
        await AssertNextAsync(events, "conversation");
        Assert.Equal("And?", (await AssertNextAsync(events, "message")).Text("content"));
        await PatchAsync(server, path, """{ "title": "Named" }""");
        Assert.Equal("Named", (await AssertNextAsync(events, "conversation")).Text("title"));
        await server.Client.DeleteAsync(path, Cancelled);
        Assert.Equal("us01-co01", Assert.Single(await events.ReadAllAsync()).Text("id"));
        Assert.Equal(HttpStatusCode.NotFound, await server.StatusOfAsync(path + "/events"));
    }

    [Fact]
    public async Task Cut_off_anywhere_also_by_restarts_a_reader_has_every_text_once_and_every_end_once()
    {
        var rounds = RunLength.Rounds(shortForm: 6, longForm: 60);
        for (var round = 0; round < rounds; round++)
            await ReadCutOffAsync(round, restarts: round % 3);
    }

    [Fact]
    public async Task A_cursor_of_another_conversation_or_an_altered_one_is_refused()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var path = await server.CreateAsync();
        var cursor = (await server.GetAsync(path)).GetProperty("eventCursor").GetString()!;
        var other = (await server.GetAsync(await server.CreateAsync())).GetProperty("eventCursor").GetString()!;
        var list = (await server.GetAsync("/api/conversations")).GetProperty("eventCursor").GetString()!;

        foreach (var wrong in new[] { other, list, BadRequests.Flipped(cursor), "x" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, await server.StatusOfAsync($"{path}/events?cursor={wrong}"));
            if (wrong != list)
                Assert.Equal(HttpStatusCode.BadRequest, await server.StatusOfAsync($"/api/events?cursor={wrong}"));
        }

        Assert.Equal(HttpStatusCode.NotFound, await server.StatusOfAsync("/api/conversations/us02-co01/events"));
    }

    [Fact]
    public async Task A_reply_that_is_another_one_now_is_shown_anew()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("Half. ").ThenWaitFor(said.Task).Then("Whole."));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var path = await server.CreateAsync();
        await server.SayAsync(path, "Why?");
        string? id;
        await using (var events = await server.FollowAsync($"{path}/messages/us01-co01-ms02/stream"))
            while ((await events.NextAsync()).Name != "bundle") { }
        await using (var events = await server.FollowAsync($"{path}/events"))
            id = (await AssertNextAsync(events, "message")).Id;

        // As after a loss: the id is the same, and the message is not.
        var cursor = ConversationCursor.Parse(id!);
        var open = Assert.Single(cursor.Open);
        var (lost, asked) = (open with { Tag = ~open.Tag }, open with { Number = 1, Tag = ~open.Tag });
        await using var resumed = await server.FollowAsync($"{path}/events?cursor={cursor with { Open = [lost] }}");
        await using var other = await server.FollowAsync($"{path}/events?cursor={cursor with { Open = [asked] }}");
        said.SetResult();

        Assert.Equal("Half. ", (await AssertNextAsync(resumed, "message")).Text("content"));
        Assert.Equal("Whole.", await TextUntilEndAsync(resumed));
        while ((await other.NextAsync()) is var received && received.Text("id") != "us01-co01-ms01") { }
        await server.SayAsync(path, "And?", "[]");
        while ((await other.NextAsync()) is var received && received.Text("id") != "us01-co01-ms03")
            Assert.Equal("conversation", received.Name);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_place_that_is_not_there_any_more_is_answered_with_the_conversation_as_it_is(bool isBeyond)
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var path = await server.CreateAsync();
        await server.SayAsync(path, "One", "[]");
        var cursor = ConversationCursor.Parse((await server.GetAsync(path)).GetProperty("eventCursor").GetString()!);
        var lost = isBeyond ? cursor with { MessageCount = 5 } : cursor with { Tag = ~cursor.Tag };

        await using var events = await server.FollowAsync($"{path}/events?cursor={lost}");
        var told = await AssertNextAsync(events, "conversation");
        await using var resumed = await server.FollowAsync($"{path}/events", told.Id);
        await server.SayAsync(path, "Two", "[]");

        Assert.Equal(1, told.Number("messageCount"));
        foreach (var reader in new[] { events, resumed })
        {
            await AssertNextAsync(reader, "conversation");
            Assert.Equal("Two", (await AssertNextAsync(reader, "message")).Text("content"));
        }
    }

    [Fact]
    public async Task The_headers_wait_until_the_place_is_known_from_which_on_all_is_told()
    {
        var (asked, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var server = await RunningServer.StartOverAsync(
            Sandbox,
            (call, ask) =>
                call == nameof(IConversationStore.FindChangeAsync) ? new ValueTask<ConversationChange?>(HoldAsync(ask)) : ask()
        );
        await server.CreateAsync();
        var following = server.FollowAsync("/api/events");
        await asked.Task.WaitAsync(Cancelled);
        await server.CreateAsync();
        Assert.False(following.IsCompleted);

        released.SetResult();
        await using var events = await following;
        await server.CreateAsync();
        Assert.Equal("us01-co03", (await AssertNextAsync(events, "conversation")).Text("id"));

        async Task<ConversationChange?> HoldAsync(Func<object?> ask)
        {
            asked.TrySetResult();
            await released.Task;
            return await (ValueTask<ConversationChange?>)ask()!;
        }
    }

    [Fact]
    public async Task The_list_tells_of_each_change_once_and_goes_on_after_a_restart()
    {
        string last;
        await using (var server = await RunningServer.StartAsync(Sandbox))
        {
            var path = await server.CreateAsync();
            last = (await server.GetAsync("/api/conversations")).GetProperty("eventCursor").GetString()!;
            await using var events = await server.FollowAsync("/api/events");
            await PatchAsync(server, path, """{ "title": "Named" }""");
            var changed = await AssertNextAsync(events, "conversation");
            Assert.Equal(("us01-co01", "Named"), (changed.Text("id"), changed.Text("title")));
            await server.CreateAsync();
            Assert.Equal("us01-co02", (await AssertNextAsync(events, "conversation")).Text("id"));
            await server.Client.DeleteAsync(path, Cancelled);
            Assert.Equal("us01-co01", (await AssertNextAsync(events, "deleted")).Text("id"));
        }

        await using (var server = await RunningServer.StartAsync(Sandbox))
        {
            await using var events = await server.FollowAsync($"/api/events?cursor={last}");
            Assert.Equal("us01-co02", (await AssertNextAsync(events, "conversation")).Text("id"));
            var deleted = await AssertNextAsync(events, "deleted");
            await using var resumed = await server.FollowAsync("/api/events", deleted.Id);
            await using var fresh = await server.FollowAsync("/api/events");
            await server.CreateAsync();
            Assert.Equal("us01-co03", (await AssertNextAsync(resumed, "conversation")).Text("id"));
            Assert.Equal("us01-co03", (await AssertNextAsync(fresh, "conversation")).Text("id"));
        }
    }

    /// <summary>Turns with two agents each while a reader is cut off at random; then both sides are compared.</summary>
    private static async Task ReadCutOffAsync(int seed, int restarts)
    {
        var (random, said) = (new Random(seed), new Random(~seed));
        using var sandbox = new TSandbox();
        await using var models = await ModelServer.StartAsync(_ => Script.Say([.. Texts(said)]));
        var server = await RunningServer.StartAsync(sandbox, models);
        var path = await server.CreateAsync("""{ "participants": ["sage", "critic"] }""");
        var reader = new ConversationReader(path)
        {
            LastId = (await server.GetAsync(path)).GetProperty("eventCursor").GetString(),
        };
        for (var turns = 0; turns < 4; turns++)
        {
            await server.SayAsync(path, string.Concat(Texts(random)));
            // No more comes than the ends of this turn: how many bundles that takes is chance.
            var all = 3 * (turns + 1);
            await reader.ReadAsync(server, random.Next(1, 12), () => reader.Ended.Count == all);
            if (turns >= restarts)
                continue;
            await server.DisposeAsync();
            server = await RunningServer.StartAsync(sandbox, models);
        }

        while (reader.Ended.Count < 12)
            await reader.ReadAsync(server, random.Next(1, 30), () => reader.Ended.Count == 12);
        // The conversation came behind each change, and before the event that told of it.
        var found = await server.GetAsync(path);
        Assert.Equal(found.GetProperty("updatedAt").GetString(), reader.Conversation!.Text("updatedAt"));
        Assert.Equal(12, reader.Conversation.Number("messageCount"));
        var stored = found.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(12, stored.Count);
        foreach (var message in stored)
            Assert.Equal(
                message.GetProperty("content").GetString(),
                reader.Texts[message.GetProperty("id").GetString()!].ToString()
            );
        await server.DisposeAsync();
    }

    private static IEnumerable<string> Texts(Random random)
    {
        lock (random)
            return [.. Enumerable.Range(0, random.Next(5, 120)).Select(_ => Alphabet[random.Next(Alphabet.Length)])];
    }

    private static async Task<string> TextUntilEndAsync(EventReader events)
    {
        var text = "";
        for (var received = await events.NextAsync(); received.Name != "complete"; received = await events.NextAsync())
            text += received.Name == "bundle" ? received.Text("tokens") : "";
        return text;
    }

    private static async Task<ReceivedEvent> AssertNextAsync(EventReader events, string name)
    {
        var received = await events.NextAsync();
        Assert.Equal(name, received.Name);
        return received;
    }

    private static async Task PatchAsync(RunningServer server, string path, string json)
    {
        using var response = await server.Client.PatchAsync(path, RunningServer.Json(json), Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
