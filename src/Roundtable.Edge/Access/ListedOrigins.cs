using Microsoft.AspNetCore.Cors.Infrastructure;
using Roundtable.Edge.Requests;

namespace Roundtable.Edge.Access;

/// <summary>Pages of the origins under <c>Access:Origins</c> may call as our own do (CORS); browsers keep all others out.</summary>
internal static class ListedOrigins
{
    private static readonly string[] ExposedHeaders = ["ETag", "Location", "Retry-After", IdempotencyKey.ReplayedHeader];
    private static readonly TimeSpan PreflightKept = TimeSpan.FromMinutes(10);

    public static IApplicationBuilder UseListedOrigins(this IApplicationBuilder app)
    {
        var origins = app.ApplicationServices.GetRequiredService<RoundtableOptions>().Access.Origins;
        return origins.Count == 0 ? app : app.UseCors(policy => Allow(policy, origins));
    }

    private static void Allow(CorsPolicyBuilder policy, List<string> origins) =>
        policy
            .WithOrigins([.. origins])
            .WithMethods("GET", "HEAD", "POST", "PATCH", "DELETE")
            .AllowAnyHeader()
            .AllowCredentials()
            .WithExposedHeaders(ExposedHeaders)
            .SetPreflightMaxAge(PreflightKept);
}
