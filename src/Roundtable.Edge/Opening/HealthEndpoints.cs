using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Opening;

/// <summary><c>/healthz/live</c> says that the process answers, <c>/healthz/ready</c> that it can do its work.</summary>
internal static class HealthEndpoints
{
    public static JsonHttpResult<HealthBody> Live() => WireJson.Result(new HealthBody("live"));

    /// <summary>Reached only when <see cref="ReadinessMiddleware"/> lets it.</summary>
    public static JsonHttpResult<HealthBody> Ready() => WireJson.Result(new HealthBody("ready"));
}
