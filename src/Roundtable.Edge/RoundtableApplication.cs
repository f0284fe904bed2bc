using Roundtable.Edge.Access;
using Roundtable.Edge.Opening;
using Roundtable.Edge.Problems;

namespace Roundtable.Edge;

/// <summary>The pipeline before the routes.</summary>
public static class RoundtableApplication
{
    /// <summary>
    /// Turns every refusal into problem details, keeps other sites' pages out, answers 503 while the store is not open, and
    /// finds out who is calling. Put it first.
    /// </summary>
    public static IApplicationBuilder UseRoundtable(this IApplicationBuilder app) =>
        app.UseMiddleware<ProblemMiddleware>()
            .UseMiddleware<AccessMiddleware>()
            .UseListedOrigins()
            .UseMiddleware<ReadinessMiddleware>()
            .UseMiddleware<AuthenticationMiddleware>();
}
