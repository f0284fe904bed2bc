using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Roundtable.Tests.Watching;

/// <summary>Takes what is exported by OTLP over HTTP, as it came.</summary>
internal sealed class CollectorServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private CollectorServer(WebApplication app) => _app = app;

    public string Endpoint => _app.Urls.First();

    /// <summary>Path and body of each request; the body's bytes as Latin-1, in which its texts can be found.</summary>
    public ConcurrentQueue<(string Path, string Body)> Received { get; } = new();

    public static async Task<CollectorServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new CollectorServer(app);
        app.Run(server.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        Received.Enqueue((context.Request.Path, Encoding.UTF8.GetString(body.ToArray())));
    }
}
