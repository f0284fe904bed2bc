using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Roundtable.Cursors;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>Whatever is refused is refused with problem details, names what is meant, and leaves nothing behind.</summary>
public sealed class ProblemTests : IDisposable
{
    private const string One = "/api/conversations/us01-co01";
    private const string Reply = One + "/messages/us01-co01-ms01";
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Every_bad_read_is_a_problem()
    {
        await using var server = await StartAsync();
        foreach (var (path, status, problem, member) in BadRequests.Reads.Select(row => row.Data))
        {
            using var response = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);
            await AssertProblemAsync(response, path, (status, problem, member));
        }
    }

    [Fact]
    public async Task Every_bad_write_is_a_problem_and_leaves_nothing_behind()
    {
        await using var server = await StartAsync();
        var before = Snapshot(await server.GetAsync(One), await server.GetAsync("/api/conversations"));
        foreach (var (path, body, status, problem, member) in BadRequests.Writes.Select(row => row.Data))
        {
            using var response = await server.Client.PostAsync(
                path,
                RunningServer.Json(body),
                TestContext.Current.CancellationToken
            );
            await AssertProblemAsync(response, $"{path} {body[..Math.Min(80, body.Length)]}", (status, problem, member));
        }

        Assert.Equal(before, Snapshot(await server.GetAsync(One), await server.GetAsync("/api/conversations")));
        await server.StopAsync();
        var files = Directory.GetFiles(_sandbox.Data, "*.json", SearchOption.AllDirectories).Select(Path.GetFileName);
        Assert.Equal(["us01-co01-ms01.json", "us01-co01.json", "user.json"], files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_are_a_problem()
    {
        await using var server = await StartAsync();
        byte[][] bodies =
        [
            [.. "{\"content\":\""u8, 0xC3, 0x28, .. "\"}"u8],
            [.. "{\"content\":\""u8, 0xED, 0xA0, 0x80, .. "\"}"u8],
            Encoding.Unicode.GetBytes("""{ "content": "x" }"""),
            [0xEF, 0xBB, 0xBF, .. "{}"u8],
        ];
        foreach (var bytes in bodies)
        {
            using var body = new ByteArrayContent(bytes);
            body.Headers.ContentType = new("application/json");
            using var response = await server.Client.PostAsync(One + "/messages", body, TestContext.Current.CancellationToken);
            await AssertProblemAsync(response, Convert.ToHexString(bytes), (400, "malformed-body", null), anyMember: true);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Only_JSON_is_taken(string? mediaType)
    {
        await using var server = await StartAsync();
        using var body = new ByteArrayContent("{}"u8.ToArray());
        if (mediaType is not null)
            body.Headers.TryAddWithoutValidation("Content-Type", mediaType);

        using var response = await server.Client.PostAsync("/api/conversations", body, TestContext.Current.CancellationToken);

        await AssertProblemAsync(response, mediaType ?? "none", (415, "unsupported-media-type", null));
    }

    [Theory]
    [InlineData("PUT", One)]
    [InlineData("DELETE", "/api/conversations")]
    [InlineData("POST", "/api/agents")]
    [InlineData("POST", "/healthz/live")]
    public async Task A_method_that_does_not_fit_is_a_problem_that_names_those_that_do(string method, string path)
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await AssertProblemAsync(response, path, (405, "method-not-allowed", null));
        Assert.NotEmpty(response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("/api/conversations", 200)]
    [InlineData(One, 200)]
    [InlineData(One + "/messages", 200)]
    [InlineData(Reply, 200)]
    [InlineData(Reply + "/stream", 200)]
    [InlineData("/api/agents", 200)]
    [InlineData("/healthz/live", 200)]
    [InlineData("/healthz/ready", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/api/conversations?limit=0", 400)]
    [InlineData("/api/conversations/us01-co99", 404)]
    public async Task HEAD_is_what_GET_is_without_a_body(string path, int status)
    {
        await using var server = await StartAsync();
        using var got = await server.Client.GetAsync(path, TestContext.Current.CancellationToken);

        // On a connection of its own, where a body would be read as the next answer.
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Client.BaseAddress!.Port, TestContext.Current.CancellationToken);
        var request = $"HEAD {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(client.GetStream());
        var head = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith($"HTTP/1.1 {status} ", head, StringComparison.Ordinal);
        Assert.Equal(status, (int)got.StatusCode);
        Assert.EndsWith("\r\n\r\n", head, StringComparison.Ordinal);
        Assert.Equal(1, head.Split("\r\n\r\n").Length - 1);
        Assert.Contains($"Content-Type: {got.Content.Headers.NonValidated["Content-Type"]}\r\n", head, StringComparison.Ordinal);
        if (got.Headers.ETag is { } tag)
            Assert.Contains($"ETag: {tag}\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData("us01-co01-ms01")]
    [InlineData("page")]
    [InlineData("other")]
    [InlineData("altered")]
    public async Task A_cursor_that_is_not_of_this_message_is_a_problem(string kind)
    {
        await using var server = await StartAsync();
        var own = new MessageCursor(MessageId.Parse("us01-co01-ms01"), 1, 0, false);
        using var request = new HttpRequestMessage(HttpMethod.Get, Reply + "/stream");
        request.Headers.TryAddWithoutValidation(
            "Last-Event-ID",
            kind switch
            {
                "page" => BadRequests.Page(1, 1, false),
                "other" => (own with { Id = MessageId.Parse("us01-co01-ms02") }).ToString(),
                "altered" => BadRequests.Flipped(own.ToString()),
                _ => kind,
            }
        );

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await AssertProblemAsync(response, kind, (400, "invalid-cursor", "Last-Event-ID"));
    }

    [Fact]
    public async Task What_is_not_mine_and_what_does_not_exist_are_the_same_but_for_the_trace()
    {
        await using var server = await StartAsync();
        var bodies = new HashSet<string>();
        foreach (var id in (string[])["us02-co01", "us01-co77", "us1", "us02-co99"])
        {
            foreach (var rest in (string[])["", "/messages", $"/messages/{id}-ms01", $"/messages/{id}-ms01/stream"])
            {
                using var response = await server.Client.GetAsync(
                    $"/api/conversations/{id}{rest}",
                    TestContext.Current.CancellationToken
                );
                var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                var trace = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("traceId").GetString()!;
                bodies.Add(
                    $"{(int)response.StatusCode} {response.Content.Headers} {text.Replace(trace, "", StringComparison.Ordinal)}"
                );
            }
        }

        Assert.Single(bodies);
    }

    private static async Task AssertProblemAsync(
        HttpResponseMessage response,
        string what,
        (int Status, string Name, string? Member) expected,
        bool anyMember = false
    )
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)response.StatusCode == expected.Status, $"{what}: {(int)response.StatusCode} {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        var member = problem.TryGetProperty("member", out var named) ? named.GetString() : null;
        Assert.True(problem.GetProperty("type").GetString() == "/problems/" + expected.Name, $"{what}: {text}");
        Assert.True(anyMember || member == expected.Member, $"{what}: {text}");
        Assert.Equal(expected.Status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.NotEmpty(problem.GetProperty("traceId").GetString()!);
    }

    private static string Snapshot(params JsonElement[] answers) => string.Concat(answers.Select(answer => answer.GetRawText()));

    private async Task<RunningServer> StartAsync()
    {
        var server = await RunningServer.StartAsync(_sandbox);
        await server.SayAsync(await server.CreateAsync(), "Hello", agents: "[]");
        return server;
    }
}
