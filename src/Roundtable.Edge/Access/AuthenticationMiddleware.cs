using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Access;

/// <summary>Finds out who is calling, for everything under <c>/api</c>; the session's own route asks for itself.</summary>
internal sealed class AuthenticationMiddleware(RequestDelegate next, RoundtableOptions options, KeyRing keys, CallerLimits limits)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/api"))
            Guard(context.Response.Headers);
        if (!options.Access.ApiKeys || !path.StartsWithSegments("/api") || path.StartsWithSegments(SessionEndpoint.Path))
        {
            Caller.Local.Enter(context);
            await next(context);
            return;
        }

        using var call = Credential.Of(context.Request) is { } credential
            ? await keys.EnterAsync(credential, context.RequestAborted)
            : null;
        var caller = (call ?? throw ProblemException.Unauthorized()).Caller;
        limits.Request(caller.User);
        caller.Enter(context);
        await next(context);
    }

    /// <summary>What is answered is one caller's: nothing in between keeps it, and no browser takes it for anything else.</summary>
    private static void Guard(IHeaderDictionary headers)
    {
        headers.CacheControl = "private, no-cache";
        headers.XContentTypeOptions = "nosniff";
    }
}
