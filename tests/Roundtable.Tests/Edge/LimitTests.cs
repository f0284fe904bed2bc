using System.Net;
using System.Text.Json;
using Roundtable.Files;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>No user can take the server away from the others.</summary>
public sealed class LimitTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Who_sends_too_many_requests_is_told_when_to_come_back_and_nobody_else_is()
    {
        var users = new UserFolder(_sandbox.Data, TimeProvider.System);
        var (ada, bob) = (users.AddKey(users.Add("Ada").Id), users.AddKey(users.Add("Bob").Id));
        await using var server = await RunningServer.StartAsync(
            _sandbox,
            configure: options => (options.Access.ApiKeys, options.Limits.RequestsPerSecondMax) = (true, 1)
        );
        using var busy = server.ClientOf(ada);
        using var calm = server.ClientOf(bob);
        HttpResponseMessage refused;
        while ((refused = await busy.GetAsync("/api/agents", Cancelled)).IsSuccessStatusCode)
            refused.Dispose();

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("/problems/too-many-requests", await TypeOfAsync(refused));
        Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        refused.Dispose();
        Assert.Equal(HttpStatusCode.OK, (await calm.GetAsync("/api/agents", Cancelled)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync("/healthz/live"));
    }

    [Fact]
    public async Task On_loopback_without_keys_requests_have_no_limit()
    {
        await using var server = await RunningServer.StartAsync(
            _sandbox,
            configure: options => options.Limits.RequestsPerSecondMax = 1
        );
        for (var sent = 0; sent < 100; sent++)
            Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync("/api/agents"));
    }

    [Fact]
    public async Task A_turn_whose_stream_is_one_too_many_has_not_begun()
    {
        await using var server = await RunningServer.StartAsync(_sandbox, configure: options => options.Limits.StreamsMax = 1);
        var conversation = await server.CreateAsync();
        await server.SayAsync(conversation, "Hello");
        await server.EndOfAsync($"{conversation}/messages/us01-co01-ms02/stream");
        await using var only = await server.FollowAsync("/api/events");
        foreach (var path in (string[])["/messages", "/messages/us01-co01-ms02/regenerate"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, conversation + path)
            {
                Content = RunningServer.Json("""{ "content": "Again" }"""),
            };
            request.Headers.Accept.ParseAdd("text/event-stream");
            using var refused = await server.Client.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        }

        Assert.Equal(2, (await server.GetAsync(conversation)).GetProperty("messageCount").GetInt32());
        // What is answered with JSON needs no stream.
        await server.SayAsync(conversation, "Again", "[]");
    }

    [Fact]
    public async Task More_connections_than_there_may_be_are_closed_until_others_end()
    {
        await using var server = await RunningServer.StartAsync(
            _sandbox,
            configure: options => options.Limits.ConnectionsMax = 10
        );
        var streams = new List<EventReader>();
        var patient = (EventReader?)null;
        // One connection was opened to ask whether it is ready; the streams take it and nine more.
        for (var i = 0; i < 10; i++)
            streams.Add(await server.FollowAsync("/api/events"));
        await Assert.ThrowsAsync<HttpRequestException>(() => server.StatusOfAsync("/api/agents"));

        await streams[0].DisposeAsync();
        while (patient is null)
        {
            try
            {
                patient = await server.FollowAsync("/api/events");
            }
            catch (HttpRequestException)
            {
                await Task.Yield();
            }
        }

        foreach (var stream in streams.Append(patient))
            await stream.DisposeAsync();
    }

    [Fact]
    public async Task Who_has_as_many_streams_as_there_may_be_closes_one_first()
    {
        await using var server = await RunningServer.StartAsync(_sandbox, configure: options => options.Limits.StreamsMax = 2);
        await using var first = await server.FollowAsync("/api/events");
        await using var second = await server.FollowAsync("/api/events");
        using (var refused = await server.Client.GetAsync("/api/events", HttpCompletionOption.ResponseHeadersRead, Cancelled))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal("/problems/too-many-streams", await TypeOfAsync(refused));
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        await first.DisposeAsync();
        while (true)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
            using var response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
            if (response.StatusCode == HttpStatusCode.OK)
                break;
        }
    }

    private static async Task<string?> TypeOfAsync(HttpResponseMessage response) =>
        JsonSerializer
            .Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(Cancelled))
            .GetProperty("type")
            .GetString();
}
