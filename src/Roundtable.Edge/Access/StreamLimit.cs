using Roundtable.Edge.Requests;

namespace Roundtable.Edge.Access;

/// <summary>Counts a stream among its caller's before anything is done for it: what is refused has not begun.</summary>
internal static class StreamLimit
{
    /// <summary>The stream counts until the response is over.</summary>
    public static ValueTask<object?> HoldAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        // A route that also answers with JSON is a POST.
        if (!HttpMethods.IsPost(context.Request.Method) || MediaTypes.WantsEvents(context.Request))
            context.Response.RegisterForDispose(
                context.RequestServices.GetRequiredService<CallerLimits>().Stream(Caller.Of(context))
            );
        return next(invocation);
    }
}
