using System.Text.Json;
using Roundtable.Edge.Problems;
using Roundtable.Files;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Probing;

/// <summary>
/// Thousands of spoilt requests, of every route: never a 500, never a silence, every refusal a documented problem, and what is
/// refused changes nothing. <c>ROUNDTABLE_SEED</c> repeats a run.
/// </summary>
public sealed class MalformedRequestTests : IDisposable
{
    private const string One = "/api/conversations/us01-co01";
    private const string Another = "/api/conversations/another";
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Whatever_is_sent_is_answered_or_refused_and_what_is_refused_changes_nothing()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ROUNDTABLE_SEED"), out var given)
            ? given
            : Random.Shared.Next();
        var random = new Random(seed);
        var mutator = new RequestMutator(random);
        await using var server = await RunningServer.StartAsync(_sandbox);
        var port = server.Client.BaseAddress!.Port;
        await server.CreateAsync();
        var turn = await server.SayAsync(One, "Hello", """["sage"]""");
        await server.EndOfAsync(turn.GetProperty("replies")[0].GetProperty("stream").GetString()!);
        var key = new UserFolder(_sandbox.Data, TimeProvider.System).AddKey(new UserId(1))!.Reveal();
        var templates = Templates(await server.GetAsync(One), key);
        Assert.Equal(
            server
                .Routes()
                .Where(found => IsOurs(found.Method, found.Route.RoutePattern.RawText!))
                .Select(found => $"{found.Method} {found.Route.RoutePattern.RawText!.TrimEnd('/')}")
                .Order(StringComparer.Ordinal),
            templates.Keys.Order(StringComparer.Ordinal)
        );

        var statuses = new SortedDictionary<int, int>();
        foreach (var (route, template) in templates)
        {
            var valid = await RawAnswer.OfAsync(port, await FreshAsync(server, template));
            Assert.True(valid.Status is >= 200 and < 300, $"{route} is not valid: {valid}");
            for (var round = RunLength.Rounds(shortForm: 150, longForm: 3_000); round > 0; round--)
            {
                var request = mutator.Mutate(await FreshAsync(server, template));
                var before = await StateAsync(server);
                var answer = await RawAnswer.OfAsync(port, request);
                statuses[answer.Status] = statuses.GetValueOrDefault(answer.Status) + 1;
                var told = $"seed {seed}, {route}\n{request}\n\n{answer.Status} {answer.Head}\n{answer.Body}";
                Assert.True(answer.Status > 0, told);
                if (answer.Status < 400)
                    continue;
                Assert.True(answer.Status < 500, told);
                AssertProblem(answer, told);
                Assert.True(before == await StateAsync(server), $"Something changed: {told}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}: " + string.Join(", ", statuses.Select(pair => $"{pair.Value} × {pair.Key}"))
        );
        Assert.True(statuses.GetValueOrDefault(400) > 100 && statuses.GetValueOrDefault(404) > 100);
    }

    private static bool IsOurs(string method, string pattern) =>
        method != "HEAD"
        && (pattern.StartsWith("/api", StringComparison.Ordinal) || pattern.StartsWith("/healthz", StringComparison.Ordinal));

    /// <summary>A valid request of each route.</summary>
    private static Dictionary<string, RawRequest> Templates(JsonElement conversation, string key)
    {
        const string message = "us01-co01-ms01";
        var cursor = conversation.GetProperty("eventCursor").GetString();
        const string pattern = "/api/conversations/{conversationId}";
        return new Dictionary<string, RawRequest>
        {
            ["GET /healthz/live"] = RawRequest.Of("GET", "/healthz/live"),
            ["GET /healthz/ready"] = RawRequest.Of("GET", "/healthz/ready"),
            ["GET /api/agents"] = RawRequest.Of("GET", "/api/agents"),
            ["GET /api/operations"] = RawRequest.Of("GET", "/api/operations"),
            ["GET /api/events"] = RawRequest.Of("GET", $"/api/events?conversation=us01-co01&conversationCursor={cursor}"),
            ["GET /api/search"] = RawRequest.Of("GET", "/api/search?q=hello&limit=5"),
            ["DELETE /api/session"] = RawRequest.Of("DELETE", "/api/session"),
            ["POST /api/session"] = RawRequest.Of("POST", "/api/session", JsonSerializer.Serialize(new { key })),
            ["GET /api/conversations"] = RawRequest.Of("GET", "/api/conversations?limit=5&archived=false"),
            ["POST /api/conversations"] = RawRequest.Of(
                "POST",
                "/api/conversations",
                """{"title":"Trip","participants":["sage"],"metadata":{"a":"b"}}"""
            ),
            [$"GET {pattern}"] = RawRequest.Of("GET", $"{One}?messages=true", null, "If-None-Match: \"9.9\""),
            [$"GET {pattern}/events"] = RawRequest.Of("GET", $"{One}/events?cursor={cursor}"),
            [$"PATCH {pattern}"] = RawRequest.Of("PATCH", One, """{"title":"Other","archived":false}"""),
            [$"DELETE {pattern}"] = RawRequest.Of("DELETE", Another),
            [$"POST {pattern}/messages/{{messageId}}/regenerate"] = RawRequest.Of(
                "POST",
                $"{One}/messages/us01-co01-ms02/regenerate"
            ),
            [$"GET {pattern}/messages"] = RawRequest.Of("GET", $"{One}/messages?limit=2&order=desc"),
            [$"POST {pattern}/messages"] = RawRequest.Of(
                "POST",
                $"{One}/messages",
                """{"content":"Hello","agents":[],"replyTo":"us01-co01-ms01"}""",
                "Idempotency-Key: one"
            ),
            [$"GET {pattern}/messages/{{messageId}}"] = RawRequest.Of("GET", $"{One}/messages/{message}"),
            [$"GET {pattern}/messages/{{messageId}}/chunks"] = RawRequest.Of("GET", $"{One}/messages/{message}/chunks"),
            [$"GET {pattern}/messages/{{messageId}}/chunks/{{seq}}"] = RawRequest.Of("GET", $"{One}/messages/{message}/chunks/1"),
            [$"GET {pattern}/messages/{{messageId}}/stream"] = RawRequest.Of("GET", $"{One}/messages/{message}/stream?offset=0"),
            [$"POST {pattern}/messages/{{messageId}}/cancel"] = RawRequest.Of("POST", $"{One}/messages/us01-co01-ms02/cancel"),
        };
    }

    /// <summary>What is to be deleted is made for it.</summary>
    private static async Task<RawRequest> FreshAsync(RunningServer server, RawRequest template) =>
        template.Target == Another ? template with { Target = await server.CreateAsync() } : template;

    private static void AssertProblem(RawAnswer answer, string told)
    {
        // What the parser itself refuses has no body.
        if (answer.Head.Contains("Content-Length: 0", StringComparison.Ordinal))
            return;
        Assert.True(answer.Head.Contains("application/problem+json", StringComparison.Ordinal), told);
        if (answer.Body.Length == 0)
            return;
        var type = JsonSerializer.Deserialize<JsonElement>(answer.Body).GetProperty("type").GetString();
        var problem = Problem.All.FirstOrDefault(known => known.Type == type);
        Assert.True(problem?.Status == answer.Status, told);
    }

    /// <summary>All that a request could have changed, but what replies say meanwhile.</summary>
    private static async Task<string> StateAsync(RunningServer server)
    {
        var items = (await server.GetAsync("/api/conversations?limit=100")).GetProperty("items").EnumerateArray();
        return string.Join(
            '\n',
            items
                .Append(await server.GetAsync($"{One}?messages=false"))
                .Select(item => $"{item.GetProperty("id")} {item.GetProperty("revision")} {item.GetProperty("messageCount")}")
                .Order(StringComparer.Ordinal)
        );
    }
}
