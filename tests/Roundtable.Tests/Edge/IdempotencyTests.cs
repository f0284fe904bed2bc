using System.Net;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>The same request again: the first answer, and no model is asked twice.</summary>
public abstract class IdempotencyTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    [Fact]
    public async Task The_same_post_again_is_the_first_answer_also_after_a_restart_and_asks_no_model()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Because."));
        (HttpStatusCode, string) first;
        await using (var server = await RunningServer.StartAsync(Sandbox, models))
        {
            await server.CreateAsync();
            first = await SendAsync(server, "/api/conversations/us01-co01/messages", """{ "content": "Why?" }""", "a");
            await server.EndOfAsync("/api/conversations/us01-co01/messages/us01-co01-ms02/stream");
            var again = await SendAsync(server, "/api/conversations/us01-co01/messages", """{ "content": "Why?" }""", "a", true);
            Assert.Equal(first, again);
        }

        await using (var server = await RunningServer.StartAsync(Sandbox, models))
        {
            var again = await SendAsync(server, "/api/conversations/us01-co01/messages", """{ "content": "Why?" }""", "a", true);
            Assert.Equal(first, again);
            Assert.Equal(2, (await server.GetAsync("/api/conversations/us01-co01")).GetProperty("messageCount").GetInt32());
        }

        Assert.Equal(HttpStatusCode.Accepted, first.Item1);
        Assert.Single(models.Requests);
    }

    [Fact]
    public async Task A_conversation_is_created_once()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);

        var answers = new List<(HttpStatusCode, string)>();
        for (var i = 0; i < 3; i++)
            answers.Add(await SendAsync(server, "/api/conversations", """{ "title": "One" }""", "a", isReplayed: i > 0));

        Assert.Single(answers.Distinct());
        Assert.Equal(1, (await server.GetAsync("/api/conversations")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Two_at_once_are_one_turn()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        await server.CreateAsync();
        for (var round = 0; round < 20; round++)
        {
            var (path, key) = ("/api/conversations/us01-co01/messages", $"{round}");
            var answers = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => SendAsync(server, path, """{ "content": "Why?" }""", key, isReplayed: null))
            );
            Assert.Single(answers.Distinct());
        }

        Assert.Equal(40, (await server.GetAsync("/api/conversations/us01-co01")).GetProperty("messageCount").GetInt32());
    }

    [Fact]
    public async Task Another_body_under_a_key_is_409_and_the_same_key_elsewhere_is_another_one()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        await SendAsync(server, "/api/conversations", """{ "title": "One" }""", "a");

        var (status, body) = await SendAsync(server, "/api/conversations", """{ "title": "Two" }""", "a");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("/problems/key-reused", body, StringComparison.Ordinal);
        var (elsewhere, _) = await SendAsync(server, "/api/conversations/us01-co01/messages", """{ "content": "" }""", "a");
        Assert.Equal(HttpStatusCode.Accepted, elsewhere);
    }

    [Theory]
    [InlineData("with a space")]
    [InlineData("")]
    public async Task A_key_that_is_none_is_refused(string key)
    {
        await using var server = await RunningServer.StartAsync(Sandbox);

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(server, "/api/conversations", "{}", key)).Status);
        Assert.Equal(
            HttpStatusCode.BadRequest,
            (await SendAsync(server, "/api/conversations", "{}", new string('k', 256))).Status
        );
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(server, "/api/conversations", "{}", new string('k', 255))).Status);
    }

    [Fact]
    public async Task A_post_for_events_gets_the_same_turn_again()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Because."));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        await server.CreateAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var reader = await EventReader.OpenAsync(server.Client, Post(forEvents: true));
            Assert.Equal(i > 0, reader.Response.Headers.Contains("Idempotent-Replayed"));
            var events = await reader.ReadAllAsync();
            Assert.Equal("us01-co01-ms01", events[0].Text("id"));
            Assert.Single(events, received => received.Name == "complete");
        }

        Assert.Single(models.Requests);
    }

    [Fact]
    public async Task What_was_asked_of_an_agent_who_is_gone_by_now_is_answered_again()
    {
        (string Path, string Json)[] requests =
        [
            ("/api/conversations", """{ "participants": ["critic"] }"""),
            ("/api/conversations/us01-co01/messages", """{ "content": "Why?", "agents": ["critic"] }"""),
            ("/api/conversations/us01-co01/messages/us01-co01-ms02/regenerate", ""),
        ];
        await using (var server = await RunningServer.StartAsync(Sandbox))
        {
            foreach (var (path, json) in requests)
            {
                await SendAsync(server, path, json, "a");
                if (path.EndsWith("messages", StringComparison.Ordinal))
                    await server.EndOfAsync(path + "/us01-co01-ms02/stream");
            }
        }

        await using var later = await RunningServer.StartAsync(Sandbox, configure: options => options.Agents.Agents.RemoveAt(1));
        foreach (var (path, json) in requests)
        {
            var (status, _) = await SendAsync(later, path, json, "a", isReplayed: true);
            Assert.True((int)status is 201 or 202, path);
            Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(later, path, json, "b")).Status);
        }

        Assert.Equal(3, (await later.GetAsync("/api/conversations/us01-co01")).GetProperty("messageCount").GetInt32());
    }

    [Fact]
    public async Task A_route_is_the_same_however_its_path_is_spelled()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        await SendAsync(server, "/api/conversations", "{}", "a");
        await SendAsync(server, "/api/conversations/", "{}", "a", isReplayed: true);
        await SendAsync(server, "/API/Conversations", "{}", "a", isReplayed: true);
    }

    private static HttpRequestMessage Post(bool forEvents)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/conversations/us01-co01/messages")
        {
            Content = RunningServer.Json("""{ "content": "Why?" }"""),
        };
        request.Headers.Add("Idempotency-Key", "a");
        if (forEvents)
            request.Headers.Accept.ParseAdd("text/event-stream");
        return request;
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(
        RunningServer server,
        string path,
        string json,
        string key,
        bool? isReplayed = false
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = RunningServer.Json(json) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        if (isReplayed is { } expected)
            Assert.Equal(expected, response.Headers.Contains("Idempotent-Replayed"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
