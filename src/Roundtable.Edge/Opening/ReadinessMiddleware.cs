using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Opening;

/// <summary>
/// Answers 503 for whatever needs the store until it is open, and again when the server goes down; for health alone also
/// while the store cannot write.
/// </summary>
internal sealed class ReadinessMiddleware(RequestDelegate next, StoreGate gate, IHostApplicationLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (!path.StartsWithSegments("/api") && !path.StartsWithSegments("/healthz/ready"))
            return next(context);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            throw Refusals.ShuttingDown();
        if (!gate.IsOpen)
            throw new ProblemException(Problem.NotReady, gate.Reason) { RetryAfter = Refusals.RetrySoon };
        // Reads go on; but whoever directs traffic, or watches, must know.
        if (gate.Trouble is { } trouble && path.StartsWithSegments("/healthz/ready"))
            throw new ProblemException(Problem.StorageUnavailable, trouble.Message) { RetryAfter = Refusals.RetryLater };
        return next(context);
    }
}
