using System.Net;
using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Access;

/// <summary>
/// Keeps other sites' pages out: a <c>Host</c> that is not ours (DNS rebinding), and changes asked for by a foreign origin.
/// </summary>
internal sealed class AccessMiddleware(RequestDelegate next, RoundtableOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsKnown(request.Host.Host))
        {
            throw new ProblemException(
                Problem.ForeignHost,
                "Call the server by a loopback address, or list the name under Roundtable:Access:Hosts."
            );
        }

        var isRead =
            HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        if (!isRead && !IsOurs(request))
        {
            throw new ProblemException(
                Problem.ForeignOrigin,
                "A page of another site may not change anything here; list its origin under Roundtable:Access:Origins if it may."
            );
        }

        return next(context);
    }

    private bool IsKnown(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
        || options.Access.Hosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    private bool IsOurs(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && options.Access.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
            return true;
        var isOwnOrigin =
            origin.Length == 0 || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && SameAuthority(uri, request.Host));
        return isOwnOrigin && request.Headers["Sec-Fetch-Site"].ToString() is ("" or "same-origin" or "none");
    }

    // The scheme is not compared: a proxy that ends TLS passes plain requests on.
    private static bool SameAuthority(Uri origin, HostString host) =>
        string.Equals(origin.Authority, host.Value, StringComparison.OrdinalIgnoreCase);
}
