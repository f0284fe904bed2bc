using System.Text.Json;
using Roundtable.Cli;
using Roundtable.Cursors;
using Roundtable.Edge.Problems;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Wire;

/// <summary>
/// Every answer that a client may get, from a real server, is kept in a file, fits its schema, and is the same each time. A
/// new route, a new status and a new problem fail here until there is a fixture.
/// </summary>
public abstract class FixtureTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private const string One = "/api/conversations/us01-co01";

    /// <summary>The one answer in which stores differ: its name, and that files alone are behind a journal.</summary>
    private static readonly Dictionary<string, string> Operations = new() { ["files"] = "", ["sqlite"] = ".sqlite" };

    private TaskCompletionSource _mayAnswer = new();

    [Fact]
    public async Task Every_answer_fits_its_schema_and_is_as_it_was()
    {
        await using var models = await ModelServer.StartAsync(_ =>
            Script.Say().ThenWaitFor(_mayAnswer.Task).Then("Rome was not built in a day.")
        );
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var schemas = new AnswerSchemas(await server.GetAsync("/openapi/v1.json"));
        var fixtures = new Fixtures(schemas);

        foreach (var path in new[] { "/healthz/live", "/healthz/ready", "/api/agents" })
            await fixtures.SendAsync(server.Client, Get(path));
        var created = await fixtures.SendAsync(
            server.Client,
            Post(
                "/api/conversations",
                """{ "title": "Trip to Rome", "participants": ["sage"], "metadata": { "colour": "red" } }"""
            )
        );
        await PostAndFollowAsync(server, fixtures);
        await ReadAsync(server, fixtures);
        await ChangeAsync(server, fixtures);
        await FollowAsync(server, fixtures, created.GetProperty("eventCursor").GetString()!);
        var key = StoreUsers.Of(StoreName.Parse(Sandbox.Store)).AddKey(new UserId(1))!.Reveal();
        await fixtures.SendAsync(server.Client, Post("/api/session", JsonSerializer.Serialize(new { key })));
        await fixtures.SendAsync(server.Client, new HttpRequestMessage(HttpMethod.Delete, "/api/session"));
        await CloseAsync(server, fixtures);

        Assert.Equal(schemas.Answers().Order(), fixtures.Covered.Order());
        Approval.RequireOnly(
            Fixtures.Folder,
            fixtures
                .Names.Concat(Problem.All.Select(problem => $"problem.{problem.Name}.json"))
                .Union(Operations.Values.Select(variant => $"getOperations.200{variant}.json"))
        );
    }

    /// <summary>A turn as JSON and one as events, and the same for a reply once more.</summary>
    private async Task PostAndFollowAsync(RunningServer server, Fixtures fixtures)
    {
        await fixtures.SendAsync(server.Client, Post($"{One}/messages", """{ "content": "How long will it take?" }"""));
        await fixtures.SendAsync(server.Client, Get($"{One}/messages/us01-co01-ms02"), ".streaming");
        await EndAsync(server, 2);
        var all = await StreamAsync(server, fixtures, Get($"{One}/messages/us01-co01-ms02/stream?offset=0"));
        await StreamAsync(server, fixtures, Get($"{One}/messages/us01-co01-ms02/stream"), variant: ".snapshot");
        await StreamAsync(server, fixtures, Get($"{One}/messages/us01-co01-ms02/stream?offset=0&format=html"), variant: ".html");
        var past = Get($"{One}/messages/us01-co01-ms02/stream");
        past.Headers.Add("Last-Event-ID", all[^1].Id);
        await fixtures.SendAsync(server.Client, past);

        await fixtures.SendAsync(server.Client, Post($"{One}/messages/us01-co01-ms02/regenerate", null));
        await EndAsync(server, 3);
        await StreamAsync(
            server,
            fixtures,
            Events(Post($"{One}/messages", """{ "content": "And by night?" }""")),
            gatedBehind: 2
        );
        await StreamAsync(server, fixtures, Events(Post($"{One}/messages/us01-co01-ms05/regenerate", null)), gatedBehind: 2);
        await fixtures.SendAsync(server.Client, Post($"{One}/messages/us01-co01-ms05/cancel", null));
    }

    private async Task ReadAsync(RunningServer server, Fixtures fixtures)
    {
        await fixtures.SendAsync(server.Client, Get(One));
        await fixtures.SendAsync(server.Client, Get($"{One}?messages=false"), ".metadata");
        var same = Get(One);
        using (var response = await server.Client.GetAsync(One, Cancelled))
            same.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        await fixtures.SendAsync(server.Client, same);
        await fixtures.SendAsync(server.Client, Get($"{One}/messages/us01-co01-ms02"));
        await fixtures.SendAsync(server.Client, Get($"{One}/messages/us01-co01-ms02?format=html"), ".html");
        await fixtures.SendAsync(server.Client, Get($"{One}/messages/us01-co01-ms02/chunks"));
        await fixtures.SendAsync(server.Client, Get($"{One}/messages/us01-co01-ms02/chunks/0"), ".opening");
        await fixtures.SendAsync(server.Client, Get($"{One}/messages/us01-co01-ms02/chunks/1"));
        await fixtures.SendAsync(server.Client, Get("/api/operations"), Operations[Sandbox.Store.Split(':')[0]]);
        await fixtures.SendAsync(server.Client, Get($"{One}/messages?limit=2"));
        await fixtures.SendAsync(server.Client, Get($"{One}/messages?limit=3&around=us01-co01-ms03"), ".around");
        await server.CreateAsync();
        await fixtures.SendAsync(server.Client, Get("/api/conversations?limit=1"));
        await fixtures.SendAsync(server.Client, Get("/api/search?q=rome&limit=2"));
    }

    private static async Task ChangeAsync(RunningServer server, Fixtures fixtures)
    {
        var change = new HttpRequestMessage(HttpMethod.Patch, One) { Content = RunningServer.Json("""{ "archived": true }""") };
        await fixtures.SendAsync(server.Client, change);
        await fixtures.SendAsync(server.Client, new HttpRequestMessage(HttpMethod.Delete, "/api/conversations/us01-co02"));
    }

    /// <summary>What happened so far, told to somebody who comes later.</summary>
    private static async Task FollowAsync(RunningServer server, Fixtures fixtures, string cursor)
    {
        var list = Get("/api/events");
        list.Headers.Add("Last-Event-ID", new UserCursor(new UserId(1), 1, DateTimeOffset.MaxValue).ToString());
        await StreamAsync(server, fixtures, list, events => events.Count == 2);
        await StreamAsync(
            server,
            fixtures,
            Get($"{One}/events?cursor={cursor}"),
            events => events.Count(received => received.Name == "complete") == 4
        );
    }

    private static async Task CloseAsync(RunningServer server, Fixtures fixtures)
    {
        using var request = Get("/api/events");
        await using var events = await EventReader.OpenAsync(server.Client, request);
        var stopping = server.StopAsync();
        fixtures.Stream(request, await events.ReadAllAsync(), ".closing");
        await stopping;
    }

    private async Task EndAsync(RunningServer server, int number)
    {
        _mayAnswer.SetResult();
        await server.EndOfAsync($"{One}/messages/us01-co01-ms{number:00}/stream");
        _mayAnswer = new TaskCompletionSource();
    }

    /// <summary>Follows until the server ends, or enough is there; the agent speaks behind so many events.</summary>
    private async Task<List<ReceivedEvent>> StreamAsync(
        RunningServer server,
        Fixtures fixtures,
        HttpRequestMessage request,
        int gatedBehind
    )
    {
        var events = await StreamAsync(
            server,
            fixtures,
            request,
            received =>
            {
                if (received.Count == gatedBehind)
                    _mayAnswer.SetResult();
                return false;
            }
        );
        _mayAnswer = new TaskCompletionSource();
        return events;
    }

    private static async Task<List<ReceivedEvent>> StreamAsync(
        RunningServer server,
        Fixtures fixtures,
        HttpRequestMessage request,
        Predicate<List<ReceivedEvent>>? isEnough = null,
        string variant = ""
    )
    {
        using (request)
        {
            var events = new List<ReceivedEvent>();
            await using var reader = await EventReader.OpenAsync(server.Client, request);
            await foreach (var received in reader.ReadAsync(Cancelled))
            {
                events.Add(received);
                if (isEnough?.Invoke(events) == true)
                    break;
            }

            fixtures.Stream(request, events, variant);
            return events;
        }
    }

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage Post(string path, string? json) =>
        new(HttpMethod.Post, path) { Content = json is null ? null : RunningServer.Json(json) };

    private static HttpRequestMessage Events(HttpRequestMessage request)
    {
        request.Headers.Accept.ParseAdd("text/event-stream");
        return request;
    }
}
