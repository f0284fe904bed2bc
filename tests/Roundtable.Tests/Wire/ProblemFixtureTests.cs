using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Roundtable.Agents;
using Roundtable.Edge.Opening;
using Roundtable.Edge.Problems;
using Roundtable.Files;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Wire;

/// <summary>Every problem, from a real server, is kept in a file; a new one fails here until there is a fixture.</summary>
public sealed class ProblemFixtureTests : IDisposable
{
    private const string One = "/api/conversations/us01-co01";
    private readonly FolderSandbox _sandbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Every_problem_fits_its_schema_and_is_as_it_was()
    {
        Exception? thrown = null;
        await using var server = await RunningServer.StartOverAsync(
            _sandbox,
            (call, ask) => thrown is not null && call == nameof(IConversationStore.FindConversationAsync) ? throw thrown : ask()
        );
        var fixtures = new Fixtures(new AnswerSchemas(await server.GetAsync("/openapi/v1.json")));
        await server.CreateAsync();
        await server.Client.PatchAsync(One, RunningServer.Json("""{ "title": "Other" }"""), Cancelled);
        foreach (var (problem, request) in Refused())
            await fixtures.RefuseAsync(server.Client, request, problem);
        foreach (var (problem, exception) in Thrown())
        {
            thrown = exception;
            await fixtures.RefuseAsync(server.Client, Get(One), problem);
        }

        await LimitsAsync(fixtures);
        Assert.Equal(
            Problem.All.Select(problem => $"problem.{problem.Name}.json").Order(StringComparer.Ordinal),
            fixtures.Names.Order(StringComparer.Ordinal)
        );
    }

    private async Task LimitsAsync(Fixtures fixtures)
    {
        using var sandbox = new FolderSandbox();
        var users = new UserFolder(sandbox.Data, TimeProvider.System);
        var key = users.AddKey(users.Add("Ada").Id);
        await using var server = await RunningServer.StartAsync(
            sandbox,
            configure: options =>
                (options.Access.ApiKeys, options.Limits.RequestsPerSecondMax, options.Limits.StreamsMax) = (true, 1, 1)
        );
        await fixtures.RefuseAsync(server.Client, Get("/api/agents"), "unauthorized");
        using var client = server.ClientOf(key);
        await using (await EventReader.OpenAsync(client, Get("/api/events")))
            await fixtures.RefuseAsync(client, Get("/api/events"), "too-many-streams");
        while ((await client.GetAsync("/api/agents", Cancelled)).IsSuccessStatusCode) { }
        await fixtures.RefuseAsync(client, Get("/api/agents"), "too-many-requests");

        await using var opening = await RunningServer.ListenAsync(
            _sandbox,
            adapt: services =>
                services.AddSingleton(
                    new StoreSource(
                        async (_, stopped) =>
                        {
                            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stopped);
                            throw new InvalidOperationException("This is never reached.");
                        }
                    )
                )
        );
        await fixtures.RefuseAsync(opening.Client, Get("/api/agents"), "not-ready");
    }

    private static IEnumerable<(string Problem, HttpRequestMessage Request)> Refused()
    {
        yield return ("malformed-body", Post("/api/conversations", "{"));
        yield return ("invalid-value", Get("/api/conversations?limit=0"));
        yield return ("invalid-cursor", Get("/api/conversations?cursor=x"));
        yield return ("unknown-agent", Post("/api/conversations", """{ "participants": ["nobody"] }"""));
        yield return ("not-found", Get("/api/conversations/us02-co01"));
        yield return ("method-not-allowed", new HttpRequestMessage(HttpMethod.Put, One) { Content = RunningServer.Json("{}") });
        yield return ("body-too-large", Post("/api/conversations", new string(' ', 1_048_577)));
        var (host, origin, stale) = (
            Get("/api/agents"),
            Post("/api/conversations", "{}"),
            new HttpRequestMessage(HttpMethod.Patch, One) { Content = RunningServer.Json("{}") }
        );
        host.Headers.Host = "evil.example";
        origin.Headers.Add("Origin", "https://evil.example");
        stale.Headers.IfMatch.Add(new EntityTagHeaderValue("\"1.0\""));
        yield return ("foreign-host", host);
        yield return ("foreign-origin", origin);
        yield return ("stale", stale);
        yield return (
            "unsupported-media-type",
            new HttpRequestMessage(HttpMethod.Post, "/api/conversations") { Content = new StringContent("{}") }
        );
    }

    /// <summary>What takes a broken disk or a great many replies; other tests make it happen, this one shows what it looks like.</summary>
    private static IEnumerable<(string Problem, Exception Exception)> Thrown() =>
        [
            ("malformed-request", new BadHttpRequestException("Unexpected end of request content.")),
            ("request-timeout", new BadHttpRequestException("Reading the request body timed out.", 408)),
            ("too-many-replies", new TooManyRepliesException(ConversationId.Parse("us01-co01"))),
            ("message-open", new MessageOpenException(MessageId.Parse("us01-co01-ms02"))),
            ("key-reused", new RequestKeyConflictException()),
            ("internal", new InvalidOperationException("Nobody is told of this.")),
            ("shutting-down", new ShuttingDownException()),
            (
                "storage-unavailable",
                new StorageUnavailableException(StorageFault.Unavailable, "The disk reports errors; nothing can be written.")
            ),
            ("storage-full", new StorageUnavailableException(StorageFault.Full, "The disk is full; make room.")),
        ];

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage Post(string path, string json) =>
        new(HttpMethod.Post, path) { Content = RunningServer.Json(json) };
}
