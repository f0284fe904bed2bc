using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Roundtable.Agents;
using Roundtable.Cli;
using Roundtable.Edge;
using Roundtable.Edge.Opening;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>
/// The whole product in this process, on real sockets, over a sandbox: <c>await using var server = await
/// RunningServer.StartAsync(sandbox);</c>. Its agents are sage and critic; they are offline and as fast as possible, or
/// speak what a <see cref="ModelServer"/> plays.
/// </summary>
public sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly WebApplication _app;
    private Task? _stopping;

    private RunningServer(WebApplication app)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = Patience };
    }

    /// <summary>Talks to the server; paths are relative.</summary>
    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts on a free port and waits until it is ready.</summary>
    public static async Task<RunningServer> StartAsync(
        IStoreSandbox sandbox,
        ModelServer? models = null,
        Action<RoundtableOptions>? configure = null
    )
    {
        var server = await ListenAsync(sandbox, models, configure);
        await server.BecomeReadyAsync();
        return server;
    }

    /// <summary>Starts over a store with somebody in front of it: see <see cref="StoreProxy"/>.</summary>
    public static async Task<RunningServer> StartOverAsync(IStoreSandbox sandbox, Func<string, Func<object?>, object?> intercept)
    {
        var server = await ListenAsync(
            sandbox,
            adapt: services =>
                services.AddSingleton(
                    new StoreSource(
                        async (provider, _) =>
                            StoreProxy.Over(
                                await RoundtableServer.OpenAsync(
                                    ServeCommand.Settings("--store", sandbox.Store),
                                    provider,
                                    CancellationToken.None
                                ),
                                intercept
                            )
                    )
                )
        );
        await server.BecomeReadyAsync();
        return server;
    }

    /// <summary>Starts on a free port; the store may not be open yet.</summary>
    public static async Task<RunningServer> ListenAsync(
        IStoreSandbox sandbox,
        ModelServer? models = null,
        Action<RoundtableOptions>? configure = null,
        Action<IServiceCollection>? adapt = null
    )
    {
        var settings = ServeCommand.Settings("--store", sandbox.Store, "--urls", "http://127.0.0.1:0");
        settings.Options.Drain = TimeSpan.Zero;
        settings.Options.Agents = AgentsOver(models);
        configure?.Invoke(settings.Options);
        var app = RoundtableServer.Build(
            settings,
            services =>
            {
                services.AddLogging(logging => logging.ClearProviders());
                adapt?.Invoke(services);
            }
        );
        await app.StartAsync(Cancelled);
        return new RunningServer(app);
    }

    public async Task BecomeReadyAsync()
    {
        while (await StatusOfAsync("/healthz/ready") != HttpStatusCode.OK)
            await Task.Yield();
    }

    /// <summary>Another caller, who brings a key; null: none.</summary>
    public HttpClient ClientOf(ApiKeySecret? key)
    {
        var client = new HttpClient { BaseAddress = Client.BaseAddress, Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new("Bearer", key.Reveal());
        return client;
    }

    /// <summary>Every route with each of its methods.</summary>
    public IEnumerable<(string Method, RouteEndpoint Route)> Routes() =>
        Services
            .GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route =>
                (route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(method => (method, route))
            );

    /// <summary>Begins to stop, as a signal does; <see cref="DisposeAsync"/> waits.</summary>
    public Task StopAsync() => _stopping ??= _app.StopAsync(CancellationToken.None);

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path, Cancelled);
        return await JsonOf(response, HttpStatusCode.OK);
    }

    /// <summary>Sends JSON.</summary>
    public async Task<JsonElement> PostAsync(string path, string json, HttpStatusCode expected)
    {
        using var response = await Client.PostAsync(path, Json(json), Cancelled);
        return await JsonOf(response, expected);
    }

    /// <summary>The new conversation's path.</summary>
    public async Task<string> CreateAsync(string json = "{}")
    {
        var created = await PostAsync("/api/conversations", json, HttpStatusCode.Created);
        return "/api/conversations/" + created.GetProperty("id").GetString();
    }

    /// <summary>Says something in a conversation; the answer is about the turn.</summary>
    public Task<JsonElement> SayAsync(string conversation, string content, string agents = "null") =>
        PostAsync(
            $"{conversation}/messages",
            $$"""{ "content": {{JsonSerializer.Serialize(content)}}, "agents": {{agents}} }""",
            HttpStatusCode.Accepted
        );

    /// <summary>Follows events until the server ends them.</summary>
    public Task<EventReader> FollowAsync(string path, string? lastEventId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        return EventReader.OpenAsync(Client, request);
    }

    /// <summary>Waits until a reply has ended, and gives it.</summary>
    public async Task<JsonElement> EndOfAsync(string stream)
    {
        await using var events = await FollowAsync(stream);
        await events.ReadAllAsync();
        return await GetAsync(stream[..^"/stream".Length]);
    }

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
    }

    public async Task<HttpStatusCode> StatusOfAsync(string path)
    {
        using var response = await Client.GetAsync(path, Cancelled);
        return response.StatusCode;
    }

    private static async Task<JsonElement> JsonOf(HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private static AgentsOptions AgentsOver(ModelServer? models)
    {
        var options = new AgentsOptions();
        foreach (var id in (string[])["sage", "critic"])
        {
            options.Agents.Add(
                models is null
                    ? new AgentOptions { Id = id, TokensPerSecond = 0 }
                    : new AgentOptions
                    {
                        Id = id,
                        Provider = "scripted",
                        Model = $"{id}-1",
                    }
            );
        }

        if (models is not null)
            options.Providers["scripted"] = new ProviderOptions { Endpoint = models.Endpoint };
        return options;
    }
}
