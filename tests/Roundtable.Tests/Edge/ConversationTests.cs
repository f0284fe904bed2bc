using System.Net;
using System.Text.Json;
using Roundtable.Cursors;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>Conversations are created, listed and read.</summary>
public abstract class ConversationTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    [Fact]
    public async Task A_created_conversation_is_there_at_its_location()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        const string Facts =
            """{ "title": "Grüße 😀 <b>&\u0000", "participants": ["critic", "sage"], "metadata": { "a": "b" } }""";

        using var created = await server.Client.PostAsync("/api/conversations", RunningServer.Json(Facts), Cancelled);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal("/api/conversations/us01-co01", created.Headers.Location?.ToString());
        Assert.Equal("\"1.0\"", created.Headers.ETag?.Tag);
        var text = await created.Content.ReadAsStringAsync(Cancelled);
        Assert.Contains("Grüße 😀 <b>&\\u0000", text, StringComparison.Ordinal);

        var found = await server.GetAsync("/api/conversations/us01-co01?messages=false");
        Assert.Equal(text, found.GetRawText());
        Assert.Equal("us01", found.GetProperty("userId").GetString());
        Assert.Equal(["critic", "sage"], found.GetProperty("participants").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal("b", found.GetProperty("metadata").GetProperty("a").GetString());
        Assert.Equal(0, found.GetProperty("messageCount").GetInt32());
        Assert.False(found.TryGetProperty("lastMessageId", out _));
        Assert.False(found.TryGetProperty("messages", out _));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", found.GetProperty("createdAt").GetString());
        Assert.True(ConversationCursor.TryParse(found.GetProperty("eventCursor").GetString(), null, out _));
    }

    [Fact]
    public async Task A_conversation_comes_with_all_its_messages_unless_told_otherwise()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var conversation = await server.CreateAsync();
        for (var i = 1; i <= 120; i++)
            await server.SayAsync(conversation, $"Message {i}", agents: "[]");

        var whole = await server.GetAsync(conversation);

        Assert.Equal(120, whole.GetProperty("messageCount").GetInt32());
        Assert.Equal(
            Enumerable.Range(1, 120).Select(i => $"Message {i}"),
            whole.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content").GetString())
        );
        Assert.False((await server.GetAsync(conversation + "?messages=false")).TryGetProperty("messages", out _));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var conversation = await server.CreateAsync();
        using var first = await server.Client.GetAsync(conversation, Cancelled);
        var tag = first.Headers.ETag!;

        Assert.Equal(HttpStatusCode.NotModified, await StatusIfNotAsync(server, conversation, tag.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, await StatusIfNotAsync(server, conversation, $"\"x\", W/{tag}"));
        Assert.Equal(HttpStatusCode.NotModified, await StatusIfNotAsync(server, conversation, "*"));
        Assert.Equal(HttpStatusCode.OK, await StatusIfNotAsync(server, conversation, "\"1.9\""));

        await server.SayAsync(conversation, "Hello", agents: "[]");

        Assert.Equal(HttpStatusCode.OK, await StatusIfNotAsync(server, conversation, tag.ToString()));
    }

    [Fact]
    public async Task The_list_has_latest_activity_first_and_every_conversation_once()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        for (var i = 1; i <= 7; i++)
            await server.CreateAsync();
        await server.SayAsync("/api/conversations/us01-co03", "Hello", agents: "[]");

        var pages = new List<JsonElement>();
        for (string? query = "?limit=3"; query is not null; )
        {
            pages.Add(await server.GetAsync("/api/conversations" + query));
            query = pages[^1].GetProperty("nextCursor").GetString() is { } cursor ? $"?limit=3&cursor={cursor}" : null;
        }

        Assert.Equal([3, 3, 1], pages.Select(page => page.GetProperty("items").GetArrayLength()));
        Assert.Equal(
            ["us01-co03", "us01-co07", "us01-co06", "us01-co05", "us01-co04", "us01-co02", "us01-co01"],
            pages
                .SelectMany(page => page.GetProperty("items").EnumerateArray())
                .Select(item => item.GetProperty("id").GetString())
        );
        // What a page's cursor covers is never newer than what the page shows.
        var covered = pages.Select(page => UserCursor.Parse(page.GetProperty("eventCursor").GetString()!).Change).ToList();
        Assert.Equal(covered.OrderDescending(), covered);
        Assert.True(covered[0] > covered[1]);
    }

    [Fact]
    public async Task A_full_last_page_has_no_next_one()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        await server.CreateAsync();
        await server.CreateAsync();

        var page = await server.GetAsync("/api/conversations?limit=2&archived=false");

        Assert.Equal(2, page.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("nextCursor").ValueKind);
        Assert.Empty((await server.GetAsync("/api/conversations?archived=true")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_agents_are_listed_and_the_first_one_is_the_default()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);

        var agents = (await server.GetAsync("/api/agents")).GetProperty("items");

        Assert.Equal(
            [("sage", true), ("critic", false)],
            agents
                .EnumerateArray()
                .Select(agent => (agent.GetProperty("id").GetString(), agent.GetProperty("isDefault").GetBoolean()))
        );
        Assert.All(agents.EnumerateArray(), agent => Assert.Equal("demo", agent.GetProperty("provider").GetString()));
    }

    private static async Task<HttpStatusCode> StatusIfNotAsync(RunningServer server, string path, string tags)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("If-None-Match", tags);
        using var response = await server.Client.SendAsync(request, Cancelled);
        return response.StatusCode;
    }
}
