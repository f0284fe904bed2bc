using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Roundtable.Edge.Access;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Streaming;

/// <summary>
/// Answers with server-sent events: headers at once, a comment in every silence, <c>closing</c> when the server goes down,
/// cannot store what would come, or may not answer this caller any longer.
/// </summary>
internal sealed class EventStream(IAsyncEnumerable<ServerEvent> events) : IResult
{
    public const string ContentType = "text/event-stream";
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryTroubled = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClosingPatience = TimeSpan.FromMilliseconds(500);

    public async Task ExecuteAsync(HttpContext context)
    {
        var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted,
            lifetime.ApplicationStopping,
            Caller.RevokedOf(context)
        );
        using var late = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var stopping = lifetime.ApplicationStopping.Register(() => late.CancelAfter(ClosingPatience));
        var writer = new EventWriter(context.Response.BodyWriter);
        Begin(context);
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var metrics = context.RequestServices.GetRequiredService<StreamMetrics>();
        metrics.Begin();
        try
        {
            writer.WriteRetry(Retry);
            writer.WriteKeepAlive();
            await writer.FlushAsync(ending.Token);
            using var silence = Silence.Of(context.RequestServices);
            await CopyAsync(writer, silence, ending, late.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            await CloseAsync(writer, Retry, context);
        }
        catch (StorageUnavailableException)
        {
            await CloseAsync(writer, RetryTroubled, context);
        }
        finally
        {
            metrics.End();
        }
    }

    private static void Begin(HttpContext context)
    {
        context.Response.ContentType = ContentType;
        context.Response.Headers.CacheControl = "no-cache, no-transform";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        // A reader may be as slow as it likes: it holds an offset, not a buffer.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    /// <param name="late">When an event that was begun is not finished any more.</param>
    private async Task CopyAsync(EventWriter writer, Silence silence, CancellationTokenSource ending, CancellationToken late)
    {
        var enumerator = events.GetAsyncEnumerator(ending.Token);
        var next = Task.FromResult(false);
        try
        {
            while (true)
            {
                // What is there already goes with one flush.
                next = enumerator.MoveNextAsync().AsTask();
                if (!next.IsCompleted || writer.IsFull)
                    await writer.FlushAsync(ending.Token);
                while (!await silence.IsFinishedInTimeAsync(next))
                {
                    writer.WriteKeepAlive();
                    await writer.FlushAsync(ending.Token);
                }

                if (!await next)
                    break;
                await writer.WriteAsync(enumerator.Current, late);
            }

            await writer.FlushAsync(ending.Token);
        }
        finally
        {
            // An enumerator may not be left while it moves.
            await ending.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await enumerator.DisposeAsync();
        }
    }

    private static async Task CloseAsync(EventWriter writer, TimeSpan retry, HttpContext context)
    {
        if (writer.IsInMidEvent)
        {
            // Half an event must not look like a whole one: its reader sees a broken connection, and resumes all the same.
            context.Abort();
            return;
        }

        writer.WriteRetry(retry);
        writer.Write("closing", new ClosingBody((int)retry.TotalMilliseconds));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(ClosingPatience);
        try
        {
            await writer.FlushAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            // A reader who is that slow sees it later, or a broken connection, and resumes all the same.
        }
    }
}
