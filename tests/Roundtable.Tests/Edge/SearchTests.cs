using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Cli;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>The words of titles and messages are found over HTTP.</summary>
public abstract class SearchTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    [Fact]
    public async Task A_title_and_a_message_are_found_with_their_conversation()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var rome = await server.CreateAsync("""{ "title": "Rome" }""");
        await server.SayAsync(rome, "Two days in rôme: what first?", agents: "[]");
        await server.CreateAsync("""{ "title": "Paris" }""");

        var page = await server.GetAsync("/api/search?q=ROME");

        var (title, message) = (page.GetProperty("items")[0], page.GetProperty("items")[1]);
        Assert.Equal("Rome", title.GetProperty("snippet").GetString());
        Assert.False(title.TryGetProperty("messageId", out _));
        Assert.Equal("us01-co01-ms01", message.GetProperty("messageId").GetString());
        Assert.Equal("Two days in rôme: what first?", message.GetProperty("snippet").GetString());
        var expected = await server.GetAsync(rome + "?messages=false");
        Assert.Equal(expected.GetRawText(), message.GetProperty("conversation").GetRawText());
        Assert.Equal(2, page.GetProperty("items").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task Pages_go_on_with_their_cursor_however_the_words_are_written()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        for (var i = 0; i < 3; i++)
            await server.CreateAsync($$"""{ "title": "Café {{i}}" }""");

        var (found, path) = (new List<string>(), "/api/search?q=café&limit=1");
        for (var cursor = ""; cursor is not null; path = $"/api/search?q=CAFE&limit=2&cursor={cursor}")
        {
            var page = await server.GetAsync(path);
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("snippet").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }

        Assert.Equal(["Café 2", "Café 1", "Café 0"], found);
    }

    [Fact]
    public async Task The_list_can_be_narrowed_to_the_conversations_with_the_words()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var first = await server.CreateAsync("""{ "title": "Rome" }""");
        await server.SayAsync(first, "rome, rome", agents: "[]");
        var second = await server.CreateAsync();
        await server.SayAsync(second, "Rome?", agents: "[]");
        await server.CreateAsync();

        var list = await server.GetAsync("/api/conversations?q=rome");
        var archived = await server.GetAsync("/api/conversations?q=rome&archived=true");

        Assert.Equal(
            ["us01-co02", "us01-co01"],
            list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString())
        );
        Assert.Equal(
            (await server.GetAsync("/api/conversations")).GetProperty("eventCursor").GetString(),
            list.GetProperty("eventCursor").GetString()
        );
        Assert.Empty(archived.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_is_being_said_is_found_before_it_has_ended_and_afterwards()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(
            Script.Say("All roads lead ").ThenWaitFor(said.Task).Then("to Rome.")
        );
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var path = await server.CreateAsync();
        await server.SayAsync(path, "Where to?", """["sage"]""");
        var stream = $"{path}/messages/us01-co01-ms02/stream";
        await using (var events = await server.FollowAsync(stream + "?offset=0"))
            Assert.Equal("All roads lead ", (await events.NextAsync()).Text("tokens"));

        var open = Assert.Single(await FoundAsync(server.Client, "/api/search?q=roads"));
        Assert.Empty(await FoundAsync(server.Client, "/api/search?q=roads%20rome"));
        said.SetResult();
        await server.EndOfAsync(stream);
        var ended = Assert.Single(await FoundAsync(server.Client, "/api/search?q=roads%20rome"));

        Assert.Equal(("us01-co01-ms02", "All roads lead "), (open.Text("messageId"), open.Text("snippet")));
        Assert.Equal(("us01-co01-ms02", "All roads lead to Rome."), (ended.Text("messageId"), ended.Text("snippet")));
        Assert.Single(await FoundAsync(server.Client, "/api/conversations?q=roads%20rome"));
    }

    [Fact]
    public async Task A_snippet_is_a_piece_of_the_text_and_says_where_the_words_are()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var text = string.Concat(Enumerable.Repeat("One more day. ", 300)) + "Then Zürich 🍎, at last. " + new string('x', 5_000);
        await server.SayAsync(await server.CreateAsync(), text, "[]");

        var hit = Assert.Single(await FoundAsync(server.Client, "/api/search?q=zurich%20last"));

        var snippet = hit.Text("snippet")!;
        Assert.InRange(snippet.Length, "Zürich 🍎, at last".Length, 400);
        Assert.Equal(
            ["Zürich", "last"],
            hit.Data.GetProperty("highlights")
                .EnumerateArray()
                .Select(place => snippet.Substring(place.GetProperty("start").GetInt32(), place.GetProperty("length").GetInt32()))
        );
    }

    [Fact]
    public async Task Others_find_nothing_of_it_and_cannot_go_on_with_its_cursors()
    {
        var users = StoreUsers.Of(StoreName.Parse(Sandbox.Store));
        var (ada, bob) = (users.AddKey(users.Add("Ada").Id), users.AddKey(users.Add("Bob").Id));
        await using var server = await RunningServer.StartAsync(Sandbox, configure: options => options.Access.ApiKeys = true);
        using var owner = server.ClientOf(ada);
        using var other = server.ClientOf(bob);
        foreach (var client in (HttpClient[])[owner, owner, other])
            await client.PostAsync("/api/conversations", RunningServer.Json("""{ "title": "Rome" }"""), Cancelled);
        var page = await owner.GetFromJsonAsync<JsonElement>("/api/search?q=rome&limit=1", Cancelled);
        var cursor = page.GetProperty("nextCursor").GetString();

        Assert.Equal(["us01-co02", "us01-co01"], await IdsAsync(owner));
        Assert.Equal(["us02-co01"], await IdsAsync(other));
        Assert.Equal("us02-co01", Assert.Single(await FoundAsync(other, "/api/conversations?q=rome")).Text("id"));
        Assert.Single(await FoundAsync(owner, $"/api/search?q=rome&limit=1&cursor={cursor}"));
        foreach (var query in (string[])[$"q=rome&cursor={cursor}", "q=rome&cursor=x"])
        {
            using var refused = await other.GetAsync($"/api/search?{query}", Cancelled);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    private static async Task<List<string>> IdsAsync(HttpClient client) =>
        [
            .. (await FoundAsync(client, "/api/search?q=rome")).Select(hit =>
                hit.Data.GetProperty("conversation").GetProperty("id").GetString()!
            ),
        ];

    private static async Task<List<ReceivedEvent>> FoundAsync(HttpClient client, string path)
    {
        var page = await client.GetFromJsonAsync<JsonElement>(path, Cancelled);
        return [.. page.GetProperty("items").EnumerateArray().Select(item => new ReceivedEvent(null, "hit", item))];
    }
}
