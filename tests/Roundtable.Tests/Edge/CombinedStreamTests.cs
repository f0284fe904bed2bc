using System.Net;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>A list and one conversation in one stream: both are told, and both resume from one id.</summary>
public abstract class CombinedStreamTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    [Fact]
    public async Task Both_are_told_and_resume_from_any_id()
    {
        await using var models = await ModelServer.StartAsync(_ => Script.Say([.. Enumerable.Repeat("All the same. ", 60)]));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var path = await server.CreateAsync();
        var list = (await server.GetAsync("/api/conversations")).GetProperty("eventCursor").GetString();
        var own = (await server.GetAsync(path)).GetProperty("eventCursor").GetString();
        await server.SayAsync(path, "One question");
        await server.CreateAsync();

        // One event, then two, then three, then one again: what follows an id is always the rest.
        var (round, lastId) = (0, (string?)null);
        var (texts, ended, listed) = (new Dictionary<string, string>(), new List<string?>(), new List<string?>());
        while (ended.Count < 1 || !listed.Contains("us01-co02"))
        {
            var query = lastId is null ? $"&cursor={list}&conversationCursor={own}" : "";
            await using var events = await server.FollowAsync($"/api/events?conversation=us01-co01{query}", lastId);
            for (var count = 0; count <= round % 3 && (ended.Count < 1 || !listed.Contains("us01-co02")); count++)
                lastId = Take(await events.NextAsync());
            round++;
        }

        Assert.Equal("us01-co01-ms02", Assert.Single(ended));
        foreach (var message in (await server.GetAsync(path)).GetProperty("messages").EnumerateArray())
            Assert.Equal(message.GetProperty("content").GetString(), texts[message.GetProperty("id").GetString()!]);
        Assert.Contains("us01-co01", listed);

        string? Take(ReceivedEvent received)
        {
            switch (received.Name)
            {
                case "message":
                    Assert.True(texts.TryAdd(received.Text("id")!, received.Text("content")!));
                    break;
                case "bundle":
                    Assert.Equal(texts[received.Text("messageId")!].Length, received.Number("offset"));
                    texts[received.Text("messageId")!] += received.Text("tokens");
                    break;
                case "complete":
                    ended.Add(received.Text("id"));
                    break;
                default:
                    Assert.Equal("conversation", received.Name);
                    listed.Add(received.Text("id"));
                    break;
            }

            return received.Id;
        }
    }

    [Fact]
    public async Task The_list_goes_on_when_the_conversation_is_deleted()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var path = await server.CreateAsync();
        string? lastId;
        await using (var events = await server.FollowAsync("/api/events?conversation=us01-co01"))
        {
            await server.SayAsync(path, "Hello", "[]");
            lastId = (await NextAsync(events, "message")).Id;
            await server.Client.DeleteAsync(path, Cancelled);
            await NextAsync(events, "deleted");
            await server.CreateAsync();
            while ((await NextAsync(events, "conversation")).Text("id") != "us01-co02") { }
        }

        // Who was away when it was deleted is told, too.
        await using var resumed = await server.FollowAsync("/api/events?conversation=us01-co01", lastId);
        Assert.Equal("us01-co01", (await NextAsync(resumed, "deleted")).Text("id"));
        var next = await NextAsync(resumed, "conversation");
        Assert.Equal("us01-co02", next.Text("id"));

        // And comes back again, to the same address, with what that stream gave as its last id.
        await using var again = await server.FollowAsync("/api/events?conversation=us01-co01", next.Id);
        await server.CreateAsync();
        Assert.Equal("us01-co03", (await NextAsync(again, "conversation")).Text("id"));
        Assert.Equal(HttpStatusCode.NotFound, await server.StatusOfAsync("/api/events?conversation=us01-co01"));
    }

    [Fact]
    public async Task What_does_not_belong_together_is_refused()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        await server.CreateAsync();
        var list = (await server.GetAsync("/api/conversations")).GetProperty("eventCursor").GetString();
        var other = (await server.GetAsync(await server.CreateAsync())).GetProperty("eventCursor").GetString();
        foreach (
            var (query, expected) in new[]
            {
                ("conversation=us01-co09", 404),
                ("conversation=us02-co01", 404),
                ("conversation=x", 404),
                ($"conversationCursor={other}", 400),
                ($"conversation=us01-co01&conversationCursor={other}", 400),
                ($"conversation=us01-co01&conversationCursor={list}", 400),
                ($"conversation=us01-co01&cursor={other}", 400),
                ($"conversation=us01-co01&cursor={list}.{other}", 400),
            }
        )
            Assert.Equal(expected, (int)await server.StatusOfAsync($"/api/events?{query}"));
    }

    [Fact]
    public async Task Who_is_cut_off_between_the_open_replies_is_shown_all_of_them_again()
    {
        var gate = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(_ => Script.Say("Slow. ").ThenWaitFor(gate.Task).Then("Done."));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var path = await server.CreateAsync("""{ "participants": ["sage", "critic"] }""");
        await server.SayAsync(path, "Both of you");
        foreach (var stream in new[] { $"{path}/events", "/api/events?conversation=us01-co01" })
        {
            string? lastId;
            await using (var events = await server.FollowAsync(stream))
                lastId = (await NextAsync(events, "message")).Id;
            await using var resumed = await server.FollowAsync(stream, lastId);
            Assert.Equal("us01-co01-ms02", (await NextAsync(resumed, "message")).Text("id"));
            Assert.Equal("us01-co01-ms03", (await NextAsync(resumed, "message")).Text("id"));
        }

        gate.SetResult();
    }

    /// <summary>The next event with this name; others are of no interest.</summary>
    private static async Task<ReceivedEvent> NextAsync(EventReader events, string name)
    {
        while (true)
        {
            var received = await events.NextAsync();
            if (received.Name == name)
                return received;
        }
    }
}
