using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Roundtable.Edge.Problems;
using Roundtable.Tests.Architecture;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>What is said about the API is what it does.</summary>
public sealed class DescriptionTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task The_document_describes_every_route_with_its_answers_and_refusals()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);

        var document = await server.GetAsync("/openapi/v1.json");

        Assert.StartsWith("3.1.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var routes = server
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))
            .ToList();
        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            var path = document.GetProperty("paths").GetProperty(route.RoutePattern.RawText!.TrimEnd('/'));
            var method = route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
            var operation = path.EnumerateObject().Single(it => it.Name.Equals(method, StringComparison.OrdinalIgnoreCase)).Value;
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            foreach (
                var (status, response) in operation.GetProperty("responses").EnumerateObject().Select(r => (r.Name, r.Value))
            )
            {
                if (status is "204" or "304")
                    continue;
                var (type, content) = response.GetProperty("content").EnumerateObject().Select(c => (c.Name, c.Value)).First();
                Assert.Equal(status[0] is '4' or '5', type == "application/problem+json");
                Assert.True(content.GetProperty("schema").TryGetProperty(type == "text/event-stream" ? "type" : "$ref", out _));
            }
        }
    }

    [Fact]
    public async Task A_message_s_schema_has_its_words_and_numbers()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);

        var schemas = (await server.GetAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");

        Assert.Equal(
            ["user", "agent"],
            schemas.GetProperty("MessageRole").GetProperty("enum").EnumerateArray().Select(word => word.GetString())
        );
        var length = schemas.GetProperty("MessageBody").GetProperty("properties").GetProperty("length");
        Assert.Equal(JsonValueKind.String, length.GetProperty("type").ValueKind);
        Assert.Equal("integer", length.GetProperty("type").GetString());
    }

    [Fact]
    public async Task The_document_says_what_is_required_and_how_much_is_taken()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);

        var schemas = (await server.GetAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");

        var message = schemas.GetProperty("NewMessageBody");
        Assert.Equal(["content"], message.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("string", message.GetProperty("properties").GetProperty("content").GetProperty("type").GetString());
        Assert.False(message.GetProperty("additionalProperties").GetBoolean());
        Assert.Equal(64, message.GetProperty("properties").GetProperty("agents").GetProperty("maxItems").GetInt32());
        var conversation = schemas.GetProperty("NewConversationBody");
        Assert.False(conversation.GetProperty("additionalProperties").GetBoolean());
        var properties = conversation.GetProperty("properties");
        Assert.Equal(500, properties.GetProperty("title").GetProperty("maxLength").GetInt32());
        Assert.Equal(64, properties.GetProperty("participants").GetProperty("maxItems").GetInt32());
        var metadata = properties.GetProperty("metadata");
        Assert.Equal(64, metadata.GetProperty("maxProperties").GetInt32());
        Assert.Equal(2_000, metadata.GetProperty("additionalProperties").GetProperty("maxLength").GetInt32());
    }

    [Fact]
    public async Task What_an_answer_leaves_out_is_optional_and_never_null()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);

        var schemas = (await server.GetAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");

        foreach (
            var schema in schemas.EnumerateObject().Where(schema => !schema.Name.StartsWith("New", StringComparison.Ordinal))
        )
        {
            var nullable = schema.Value.TryGetProperty("properties", out var properties)
                ? properties.EnumerateObject().Where(p => p.Value.GetRawText().Contains("\"null\"", StringComparison.Ordinal))
                : [];
            Assert.All(nullable, property => Assert.True(property.Name is "nextCursor" or "previousCursor", property.Name));
            Assert.DoesNotContain(
                "null]",
                schema.Value.GetRawText().Replace(" ", "").Replace("\n", ""),
                StringComparison.Ordinal
            );
        }

        foreach (
            var (type, time) in (ValueTuple<string, string>[])
                [("MessageBody", "createdAt"), ("MessageBody", "completedAt"), ("ConversationBody", "updatedAt")]
        )
            Assert.Equal(
                "date-time",
                schemas.GetProperty(type).GetProperty("properties").GetProperty(time).GetProperty("format").GetString()
            );
        Assert.Equal("integer", Property("BundleBody", "offset").GetProperty("type").GetString());
        Assert.Equal("integer", Property("ChunkBody", "sizeBytes").GetProperty("type").GetString());
        Assert.Equal("integer", Property("ClosingBody", "retryAfterMs").GetProperty("type").GetString());

        JsonElement Property(string type, string name) => schemas.GetProperty(type).GetProperty("properties").GetProperty(name);
    }

    [Fact]
    public async Task What_every_route_may_refuse_is_listed()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);

        var paths = (await server.GetAsync("/openapi/v1.json")).GetProperty("paths");

        foreach (var path in paths.EnumerateObject())
        foreach (var operation in path.Value.EnumerateObject())
        {
            var listed = operation.Value.GetProperty("responses").EnumerateObject().Select(r => r.Name).ToHashSet();
            Assert.Superset(new HashSet<string> { "403", "405" }, listed);
            Assert.Equal(path.Name != "/healthz/live", listed.Contains("503"));
            Assert.Equal(operation.Value.TryGetProperty("requestBody", out _), listed.Contains("408"));
        }
    }

    [Fact]
    public void Every_problem_is_in_the_manual_s_table()
    {
        var manual = File.ReadAllText(Path.Combine(Repository.Root, "docs/http.md"));

        Assert.All(
            Problem.All,
            problem => Assert.Contains($"| `{problem.Type}` | {problem.Status} |", manual, StringComparison.Ordinal)
        );
        Assert.Equal(Problem.All.Count, Problem.All.DistinctBy(problem => problem.Name).Count());
    }
}
