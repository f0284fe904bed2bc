using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Opening;

/// <summary>Answers 503 for whatever needs the store until it is open, and again when the server goes down.</summary>
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
        return next(context);
    }
}
