using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Roundtable.Edge.Requests;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Problems;

/// <summary>The top of every request: whatever goes wrong below becomes problem details, or a broken connection once an answer has begun.</summary>
internal sealed partial class ProblemMiddleware(
    RequestDelegate next,
    IHostApplicationLifetime lifetime,
    ILogger<ProblemMiddleware> logger
)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
                await WriteAsync(context, Refusals.Of(context.Response.StatusCode));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to tell.
        }
        catch (IOException exception)
            when (exception is ConnectionResetException || context.RequestAborted.IsCancellationRequested)
        {
            // The same, met while writing or reading.
        }
#pragma warning disable CA1031 // The top of a request.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await AnswerAsync(context, exception);
        }
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var refusal = Refusals.Of(exception, lifetime.ApplicationStopping.IsCancellationRequested);
        if (refusal.Problem == Problem.Internal)
            LogFailed(exception, context.Request.Method, context.GetEndpoint()?.DisplayName, TraceIdOf(context));
        else if (exception is StorageUnavailableException)
            LogStorageRefused(refusal.Problem.Name, refusal.Message, TraceIdOf(context));

        // Half an answer must not look like a whole one.
        if (context.Response.HasStarted || context.Response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 })
        {
            context.Abort();
            return;
        }

        context.Response.Clear();
        await WriteAsync(context, refusal);
    }

    private static async Task WriteAsync(HttpContext context, ProblemException refusal)
    {
        var response = context.Response;
        response.StatusCode = refusal.Problem.Status;
        response.ContentType = "application/problem+json";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (refusal.RetryAfter is { } pause)
            response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);

        if (refusal.Problem == Problem.Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";

        var body = new ProblemBody
        {
            Type = refusal.Problem.Type,
            Title = refusal.Problem.Title,
            Status = refusal.Problem.Status,
            Detail = refusal.Message,
            Member = refusal.Member,
            TraceId = TraceIdOf(context),
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Of<ProblemBody>());
        response.ContentLength = json.Length;
        if (refusal.Problem == Problem.BodyTooLarge)
            await UnwantedBody.AnswerFirstAsync(context, json);
        else
            await response.Body.WriteAsync(json, context.RequestAborted);
    }

    private static string TraceIdOf(HttpContext context) => Activity.Current?.Id ?? context.TraceIdentifier;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed, trace id {TraceId}.")]
    private partial void LogFailed(Exception exception, string method, string? endpoint, string traceId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request was refused, {Problem}, trace id {TraceId}: {Reason}")]
    private partial void LogStorageRefused(string problem, string reason, string traceId);
}
