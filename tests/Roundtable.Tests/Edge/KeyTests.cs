using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Roundtable.Cli;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>With API keys: who brings a good one is let in as its user, nobody else, and no longer than it is good.</summary>
public abstract class KeyTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private readonly StoreUsers _users;

    protected KeyTests() => _users = StoreUsers.Of(StoreName.Parse(Sandbox.Store));

    [Fact]
    public async Task Without_a_good_key_nothing_is_answered()
    {
        var (ada, bob) = (_users.Add("Ada").Id, _users.Add("Bob").Id);
        var (good, revoked) = (_users.AddKey(ada)!, _users.AddKey(ada)!);
        _users.Revoke(revoked.Reveal());
        var ofAnother = good.Reveal().Replace(ada.ToString(), bob.ToString(), StringComparison.Ordinal);
        await using var server = await StartAsync();
        var bodies = new HashSet<string>();
        foreach (
            var header in new[]
            {
                null,
                "Bearer",
                "Bearer rt_us01_x",
                $"Basic {good.Reveal()}",
                good.Reveal(),
                $"Bearer {good.ToSession().Reveal()}",
                $"Bearer {revoked.Reveal()}",
                $"Bearer {ApiKeySecret.Create(ada).Reveal()}",
                $"Bearer {ApiKeySecret.Create(new UserId(77)).Reveal()}",
                $"Bearer {ofAnother}",
                $"Bearer {good.Reveal()[..^1]}",
                $"Bearer {good.Reveal()}, Bearer {good.Reveal()}",
            }
        )
        {
            foreach (var path in new[] { "/api/conversations", "/api/agents", "/api/events", "/api/nothing", "/api" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                if (header is not null)
                    request.Headers.TryAddWithoutValidation("Authorization", header);
                using var response = await server.Client.SendAsync(request, Cancelled);
                Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
                Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
                var problem = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Cancelled));
                bodies.Add($"{problem.GetProperty("type")} {problem.GetProperty("detail")}");
            }
        }

        Assert.StartsWith("/problems/unauthorized", Assert.Single(bodies), StringComparison.Ordinal);
        foreach (var open in new[] { "/healthz/live", "/healthz/ready", "/openapi/v1.json" })
            Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync(open));
    }

    [Fact]
    public async Task A_key_is_good_at_once_and_calls_as_its_user()
    {
        await using var server = await StartAsync();
        // Beside the server, as the command does.
        var bob = _users.Add("Bob").Id;
        using var client = server.ClientOf(_users.AddKey(bob));

        using var created = await client.PostAsync("/api/conversations", RunningServer.Json("{}"), Cancelled);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal($"/api/conversations/{bob}-co01", created.Headers.Location?.ToString());
        using var second = server.ClientOf(_users.AddKey(bob));
        Assert.Equal(HttpStatusCode.OK, (await second.GetAsync($"/api/conversations/{bob}-co01", Cancelled)).StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_ends_its_streams_and_no_others()
    {
        var ada = _users.Add("Ada").Id;
        var (kept, revoked) = (_users.AddKey(ada)!, _users.AddKey(ada)!);
        await using var models = await ModelServer.StartAsync(_ => Script.Silence());
        await using var server = await StartAsync(models);
        using var owner = server.ClientOf(kept);
        using var thief = server.ClientOf(revoked);
        using var created = await owner.PostAsync("/api/conversations", RunningServer.Json("{}"), Cancelled);
        var path = created.Headers.Location!.ToString();
        await owner.PostAsync($"{path}/messages", RunningServer.Json("""{ "content": "Go on" }"""), Cancelled);
        string[] streams = ["/api/events", $"{path}/events", $"{path}/messages/{ada}-co01-ms02/stream"];
        var stolen = await Task.WhenAll(streams.Select(stream => OpenAsync(thief, stream)));
        await using var own = await OpenAsync(owner, "/api/events");

        _users.Revoke(revoked.Reveal());

        foreach (var stream in stolen)
            Assert.Equal("closing", (await stream.ReadAllAsync())[^1].Name);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync(path, Cancelled)).StatusCode);
        await owner.PostAsync("/api/conversations", RunningServer.Json("{}"), Cancelled);
        Assert.Equal($"{ada}-co02", (await own.NextAsync()).Text("id"));
    }

    [Fact]
    public async Task A_session_stands_for_its_key()
    {
        var ada = _users.Add("Ada").Id;
        var key = _users.AddKey(ada)!;
        await using var server = await StartAsync();
        var cookie = await SignInAsync(server, key);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, cookie));
        Assert.DoesNotContain(key.Reveal(), cookie, StringComparison.Ordinal);
        foreach (
            var wrong in new[]
            {
                cookie[..^1],
                "rt_session=",
                $"rt_session={key.Reveal()}",
                cookie.Replace("us01", "us02", StringComparison.Ordinal),
            }
        )
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, wrong));

        // A header that is there counts, however good the cookie.
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, cookie, "Bearer rt_us01_x"));
        _users.Revoke(key.Reveal());
        while (await StatusAsync(server, cookie) != HttpStatusCode.Unauthorized)
            await Task.Yield();
    }

    [Fact]
    public async Task A_session_outlives_the_server()
    {
        var key = _users.AddKey(_users.Add("Ada").Id)!;
        string cookie;
        await using (var server = await StartAsync())
            cookie = await SignInAsync(server, key);
        await using var again = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again, cookie));
    }

    [Theory]
    [InlineData("""{ "key": "rt_us01_x" }""", 401)]
    [InlineData("""{ "key": "" }""", 401)]
    [InlineData("""{ "key": null }""", 400)]
    [InlineData("{}", 400)]
    public async Task Who_has_no_good_key_gets_no_session(string body, int expected)
    {
        await using var server = await StartAsync();
        using var response = await server.Client.PostAsync("/api/session", RunningServer.Json(body), Cancelled);
        Assert.Equal(expected, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_back()
    {
        await using var server = await StartAsync();
        using var response = await server.Client.DeleteAsync("/api/session", Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.StartsWith(
            "rt_session=; expires=Thu, 01 Jan 1970",
            Assert.Single(response.Headers.GetValues("Set-Cookie")),
            StringComparison.Ordinal
        );
    }

    private static async Task<string> SignInAsync(RunningServer server, ApiKeySecret key)
    {
        var body = JsonSerializer.Serialize(new { key = key.Reveal() });
        using var response = await server.Client.PostAsync("/api/session", RunningServer.Json(body), Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        var parts = Assert.Single(response.Headers.GetValues("Set-Cookie")).Split("; ");
        Assert.Equal(
            ["httponly", "max-age=7776000", "path=/", "samesite=strict"],
            parts[1..].Where(part => !part.StartsWith("expires", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        );
        return parts[0];
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string cookie, string? authorization = null)
    {
        using var handler = new HttpClientHandler { UseCookies = false };
        using var client = new HttpClient(handler) { BaseAddress = server.Client.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/conversations");
        request.Headers.Add("Cookie", cookie);
        if (authorization is not null)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        using var response = await client.SendAsync(request, Cancelled);
        return response.StatusCode;
    }

    private static Task<EventReader> OpenAsync(HttpClient client, string path) =>
        EventReader.OpenAsync(client, new HttpRequestMessage(HttpMethod.Get, path));

    private Task<RunningServer> StartAsync(ModelServer? models = null) =>
        RunningServer.StartAsync(Sandbox, models, options => options.Access.ApiKeys = true);
}
