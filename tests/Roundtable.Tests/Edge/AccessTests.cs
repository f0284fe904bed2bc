using System.Net;
using System.Text.Json;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>Pages of other sites are kept out.</summary>
public sealed class AccessTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("localhost:1", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.8.8.8:80", 200)]
    [InlineData("[::1]:5080", 200)]
    [InlineData("LOCALHOST", 200)]
    [InlineData("chat.example.org", 200)]
    [InlineData("evil.example", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("10.0.0.1", 403)]
    public async Task Only_known_hosts_are_answered(string host, int expected)
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/conversations");
        request.Headers.Host = host;

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await AssertAsync(response, expected, "/problems/foreign-host");
    }

    [Theory]
    [InlineData("http://localhost:5080", "same-origin", 201)]
    [InlineData("http://localhost:5080", null, 201)]
    [InlineData(null, "none", 201)]
    [InlineData("https://chat.example.org", "cross-site", 201)]
    [InlineData(null, "cross-site", 403)]
    [InlineData(null, "same-site", 403)]
    [InlineData("http://localhost:5080", "cross-site", 403)]
    [InlineData("http://localhost:3000", null, 403)]
    [InlineData("https://evil.example", null, 403)]
    [InlineData("null", null, 403)]
    public async Task Only_own_and_configured_origins_may_change_anything(string? origin, string? site, int expected)
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/conversations") { Content = RunningServer.Json("{}") };
        request.Headers.Host = "localhost:5080";
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Sec-Fetch-Site", site);

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await AssertAsync(response, expected, "/problems/foreign-origin");
    }

    [Fact]
    public async Task A_page_of_another_site_changes_nothing_and_reads_nothing_by_any_route()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        var path = await server.CreateAsync();
        await server.SayAsync(path, "Hello", "[]");
        var before = (await server.GetAsync(path)).ToString();
        foreach (var (method, route) in server.Routes())
        {
            var target = route
                .RoutePattern.RawText!.Replace("{conversationId}", "us01-co01", StringComparison.Ordinal)
                .Replace("{messageId}", "us01-co01-ms01", StringComparison.Ordinal)
                .Replace("{documentName:regex(^v1$)}", "v1", StringComparison.Ordinal);
            // What a page can send without being asked first: no body, or one of a form's types.
            foreach (var type in new[] { null, "text/plain", "application/x-www-form-urlencoded" })
            {
                using var content = type is null ? null : new StringContent("{}", null, type);
                var answer = await SendAsync(server, new HttpMethod(method), target, content, "https://evil.example");
                if (method is not ("GET" or "HEAD"))
                    Assert.StartsWith("403 ", answer, StringComparison.Ordinal);
                Assert.DoesNotContain("Access-Control", answer, StringComparison.OrdinalIgnoreCase);
            }

            // A name of theirs that leads to this machine.
            var rebound = await SendAsync(server, new HttpMethod(method), target, null, null, "evil.example:5080");
            Assert.StartsWith("403 ", rebound, StringComparison.Ordinal);
        }

        Assert.Equal(before, (await server.GetAsync(path)).ToString());
    }

    [Fact]
    public async Task A_page_of_another_site_may_ask_but_not_change()
    {
        await using var server = await StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/agents");
        request.Headers.Add("Origin", "https://evil.example");

        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    /// <summary>Status and headers of the answer.</summary>
    private static async Task<string> SendAsync(
        RunningServer server,
        HttpMethod method,
        string path,
        HttpContent? content,
        string? origin,
        string? host = null
    )
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("Origin", origin);
        request.Headers.Host = host;
        using var response = await server.Client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        return $"{(int)response.StatusCode} {response.Headers}";
    }

    [Theory]
    [InlineData("https://chat.example.org", true)]
    [InlineData("https://evil.example", false)]
    public async Task A_browser_lets_pages_of_listed_origins_call_and_no_others(string origin, bool isListed)
    {
        await using var server = await StartAsync();
        using var asking = new HttpRequestMessage(HttpMethod.Options, "/api/conversations");
        asking.Headers.Add("Origin", origin);
        asking.Headers.Add("Access-Control-Request-Method", "POST");
        asking.Headers.Add("Access-Control-Request-Headers", "content-type,idempotency-key");
        using var preflight = await server.Client.SendAsync(asking, TestContext.Current.CancellationToken);
        using var reading = new HttpRequestMessage(HttpMethod.Get, "/api/conversations/us01-co99");
        reading.Headers.Add("Origin", origin);
        using var read = await server.Client.SendAsync(reading, TestContext.Current.CancellationToken);

        Assert.Equal(isListed, preflight.IsSuccessStatusCode && preflight.Headers.Contains("Access-Control-Allow-Headers"));
        foreach (var response in (HttpResponseMessage[])[preflight, read])
        {
            var allowed = response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
            Assert.Equal(isListed ? origin : null, allowed);
        }
    }

    private static async Task AssertAsync(HttpResponseMessage response, int expected, string problem)
    {
        Assert.Equal(expected, (int)response.StatusCode);
        var body = JsonSerializer.Deserialize<JsonElement>(
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        if (expected == 403)
            Assert.Equal(problem, body.GetProperty("type").GetString());
    }

    private Task<RunningServer> StartAsync() =>
        RunningServer.StartAsync(
            _sandbox,
            configure: options =>
            {
                options.Access.Hosts.Add("chat.example.org");
                options.Access.Origins.Add("https://chat.example.org");
            }
        );
}
