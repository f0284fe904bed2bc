using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Roundtable.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>
/// A user sees only what is theirs: every route with ids of somebody else's answers what it answers with ids that do not
/// exist, to the byte. The routes are the server's own: a new one fails here until it is covered.
/// </summary>
public abstract class IsolationTests<TSandbox> : StoreSuite<TSandbox>, IAsyncLifetime
    where TSandbox : IStoreSandbox, new()
{
    /// <summary>A valid body for each route that takes one; the others have none.</summary>
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["PATCH /api/conversations/{conversationId}"] = """{ "title": "Taken" }""",
        ["POST /api/conversations/{conversationId}/messages"] = """{ "content": "Hello", "agents": [] }""",
        ["POST /api/conversations/{conversationId}/messages/{messageId}/cancel"] = "",
        ["POST /api/conversations/{conversationId}/messages/{messageId}/regenerate"] = "",
        ["DELETE /api/conversations/{conversationId}"] = "",
    };

    private static readonly string[] Names = ["Ada", "Bob"];

    private RunningServer _server = null!;
    private HttpClient _ada = null!;
    private HttpClient _bob = null!;

    public async ValueTask InitializeAsync()
    {
        var users = StoreUsers.Of(StoreName.Parse(Sandbox.Store));
        var keys = Names.Select(name => users.AddKey(users.Add(name).Id)).ToList();
        _server = await RunningServer.StartAsync(Sandbox, configure: options => options.Access.ApiKeys = true);
        (_ada, _bob) = (_server.ClientOf(keys[0]), _server.ClientOf(keys[1]));
        await PostAsync(_ada, "/api/conversations", """{ "title": "Private" }""");
        await PostAsync(_ada, "/api/conversations/us01-co01/messages", """{ "content": "A secret", "agents": ["sage"] }""");
        using var end = await _ada.GetAsync("/api/conversations/us01-co01/messages/us01-co01-ms02/stream", Cancelled);
        await end.Content.ReadAsStringAsync(Cancelled);
    }

    public override async ValueTask DisposeAsync()
    {
        _ada.Dispose();
        _bob.Dispose();
        await _server.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_is_somebody_elses_does_not_exist()
    {
        var before = await TextAsync(_ada, "/api/conversations/us01-co01");
        var tried = 0;
        foreach (var (method, route) in _server.Routes())
        {
            var pattern = route.RoutePattern.RawText!.TrimEnd('/');
            if (!pattern.Contains('{', StringComparison.Ordinal) || !pattern.StartsWith("/api", StringComparison.Ordinal))
                continue;
            tried++;
            var foreign = await AnswerAsync(method, pattern, "us01-co01", "us01-co01-ms02");
            Assert.StartsWith("404 ", foreign, StringComparison.Ordinal);
            foreach (var (conversation, message) in Absent)
                Assert.Equal(foreign, await AnswerAsync(method, pattern, conversation, message));
        }

        Assert.True(tried >= 19, $"Only {tried} routes have ids.");
        Assert.Equal(before, await TextAsync(_ada, "/api/conversations/us01-co01"));
    }

    [Fact]
    public async Task Methods_that_no_route_has_tell_nothing_either()
    {
        foreach (var pattern in _server.Routes().Select(found => found.Route.RoutePattern.RawText!).Distinct())
        foreach (var method in new[] { "PUT", "DELETE", "PATCH", "POST", "OPTIONS", "TRACE" })
        {
            if (!pattern.Contains("{conversationId}", StringComparison.Ordinal))
                continue;
            if (_server.Routes().Any(known => known.Method == method && known.Route.RoutePattern.RawText == pattern))
                continue;
            var foreign = await AnswerAsync(method, pattern, "us01-co01", "us01-co01-ms02");
            Assert.Equal(foreign, await AnswerAsync(method, pattern, "us01-co99", "us01-co99-ms02"));
            Assert.Equal("405", foreign[..3]);
        }
    }

    [Fact]
    public async Task Lists_and_searches_show_ones_own_alone()
    {
        Assert.Equal(2, Items(await TextAsync(_ada, "/api/search?q=secret")).Count);
        foreach (
            var path in new[]
            {
                "/api/conversations",
                "/api/conversations?q=private",
                "/api/search?q=secret",
                "/api/search?q=private",
            }
        )
            Assert.Empty(Items(await TextAsync(_bob, path)));
    }

    [Fact]
    public async Task Cursors_ids_and_keys_of_others_are_of_no_use()
    {
        await PostAsync(_ada, "/api/conversations", "{}");
        await PostAsync(_bob, "/api/conversations", "{}");
        var list = JsonSerializer.Deserialize<JsonElement>(await TextAsync(_ada, "/api/conversations?limit=1"));
        var cursors = new[] { list.GetProperty("nextCursor").GetString(), list.GetProperty("eventCursor").GetString() };
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(_bob, $"/api/conversations?cursor={cursors[0]}"));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(_bob, $"/api/events?cursor={cursors[1]}"));
        foreach (var foreign in new[] { "us01-co01-ms02", "us01-co01-ms99", "us02-co01-ms99" })
            Assert.Equal(
                HttpStatusCode.NotFound,
                await StatusAsync(_bob, $"/api/conversations/us02-co01/messages?around={foreign}")
            );
        var reply = """{ "content": "x", "agents": [], "replyTo": "us01-co01-ms01" }""";
        using var answered = await _bob.PostAsync("/api/conversations/us02-co01/messages", RunningServer.Json(reply), Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, answered.StatusCode);

        // The same Idempotency-Key of two users is two keys.
        Assert.Equal("us01-co03", await CreateAsync(_ada, "one"));
        Assert.Equal("us02-co02", await CreateAsync(_bob, "one"));
        Assert.Equal("us01-co03", await CreateAsync(_ada, "one"));
    }

    [Fact]
    public async Task Nobody_is_told_of_what_happens_to_somebody_else()
    {
        await using var bobs = await EventReader.OpenAsync(_bob, new HttpRequestMessage(HttpMethod.Get, "/api/events"));
        await PostAsync(_ada, "/api/conversations", "{}");
        await PostAsync(_bob, "/api/conversations", "{}");
        Assert.Equal("us02-co01", (await bobs.NextAsync()).Text("id"));
    }

    /// <summary>Ids that nobody has, of Ada, Bob and others; and what is no id at all.</summary>
    private static (string Conversation, string Message)[] Absent =>
        [
            ("us01-co99", "us01-co99-ms02"),
            ("us02-co01", "us02-co01-ms01"),
            ("us77-co01", "us77-co01-ms01"),
            ("us01-co01", "us01-co01-ms99"),
            ("x", "y"),
        ];

    /// <summary>Bob's answer: everything of it but the trace id and the date.</summary>
    private async Task<string> AnswerAsync(string method, string pattern, string conversation, string message)
    {
        var path = pattern
            .Replace("{conversationId}", conversation, StringComparison.Ordinal)
            .Replace("{messageId}", message, StringComparison.Ordinal)
            .Replace("{seq}", "1", StringComparison.Ordinal);
        Assert.DoesNotContain('{', path);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is not ("GET" or "HEAD" or "OPTIONS" or "TRACE"))
        {
            var isKnown = Bodies.TryGetValue($"{method} {pattern}", out var body);
            if (_server.Routes().Any(known => known.Method == method && known.Route.RoutePattern.RawText == pattern))
                Assert.True(isKnown, $"{method} {pattern} is not covered: give it a valid body.");
            if (body?.Length > 0)
                request.Content = RunningServer.Json(body);
        }

        using var response = await _bob.SendAsync(request, Cancelled);
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        if (text.Length > 0)
        {
            var json = JsonNode.Parse(text)!.AsObject();
            Assert.True(json.Remove("traceId"));
            text = json.ToJsonString();
        }

        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date");
        var shown = headers.Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal);
        return $"{(int)response.StatusCode} {text}\n{string.Join('\n', shown)}";
    }

    private static List<JsonElement> Items(string json) =>
        [.. JsonSerializer.Deserialize<JsonElement>(json).GetProperty("items").EnumerateArray()];

    private static async Task<string> CreateAsync(HttpClient client, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/conversations") { Content = RunningServer.Json("{}") };
        request.Headers.Add("Idempotency-Key", key);
        using var response = await client.SendAsync(request, Cancelled);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return response.Headers.Location!.ToString().Split('/')[^1];
    }

    private static async Task PostAsync(HttpClient client, string path, string json)
    {
        using var response = await client.PostAsync(path, RunningServer.Json(json), Cancelled);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    private static async Task<string> TextAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(Cancelled);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, Cancelled);
        return response.StatusCode;
    }
}
