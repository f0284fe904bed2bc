using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Roundtable.Tests.Doubles;

/// <summary>
/// A real server that speaks the OpenAI chat-completions streaming protocol, keeps every request, and plays a script for
/// each: <c>await using var models = await ModelServer.StartAsync(request => Script.Say("…"));</c>
/// </summary>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<ModelRequest> _requests = new();
    private readonly Func<ModelRequest, Script> _direct;
    private readonly WebApplication _app;
    private int _number;
    private int _abandoned;
    private int _deltas;

    private ModelServer(Func<ModelRequest, Script> direct)
    {
        _direct = direct;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        // Scripts that hang must not hold up the end of a test.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        _app = builder.Build();
        _app.MapPost("/v1/chat/completions", (RequestDelegate)AnswerAsync);
    }

    /// <summary>What to configure as <c>Endpoint</c>.</summary>
    public string Endpoint => _app.Urls.Single() + "/v1";

    /// <summary>Every request so far, in the order of arrival.</summary>
    public IReadOnlyList<ModelRequest> Requests => [.. _requests];

    /// <summary>Requests whose client went away before the end.</summary>
    public int Abandoned => Volatile.Read(ref _abandoned);

    /// <summary>Deltas that clients have taken, or that wait in the kernel for them to do so.</summary>
    public int Deltas => Volatile.Read(ref _deltas);

    /// <summary>Starts on a free port; <paramref name="direct"/> chooses the script of each request.</summary>
    public static async Task<ModelServer> StartAsync(Func<ModelRequest, Script> direct)
    {
        var server = new ModelServer(direct);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <summary>Plays the scripts one after the other, and the last one again for every further request.</summary>
    public static Task<ModelServer> StartAsync(params Script[] scripts) =>
        StartAsync(request => scripts[Math.Min(request.Number, scripts.Length) - 1]);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            _app.Lifetime.ApplicationStopping
        );
        using var body = await JsonDocument.ParseAsync(context.Request.Body, default, gone.Token);
        var authorization = context.Request.Headers.Authorization is [var value] ? value : null;
        var request = new ModelRequest(Interlocked.Increment(ref _number), authorization, body.RootElement.Clone());
        _requests.Enqueue(request);
        try
        {
            await new ScriptPlayer(context, request.Model, () => Interlocked.Increment(ref _deltas)).PlayAsync(
                _direct(request),
                gone.Token
            );
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            Interlocked.Increment(ref _abandoned);
            context.Abort();
        }
    }
}
