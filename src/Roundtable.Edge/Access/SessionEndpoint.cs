using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Requests;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge.Access;

/// <summary>
/// <c>/api/session</c>: a browser gives its user's key once, and keeps a cookie that no script can read and that is void when
/// the key is revoked.
/// </summary>
internal static class SessionEndpoint
{
    public const string Path = "/api/session";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    public static async Task<NoContent> CreateAsync(Body<NewSessionBody> body, HttpContext context, KeyRing keys)
    {
        using var call =
            ApiKeySecret.TryParse(body.Value.Key.Trim(), out var key) && Credential.OfKey(key.Reveal()) is { } credential
                ? await keys.EnterAsync(credential, context.RequestAborted)
                : null;
        if (call is null)
            throw ProblemException.Unauthorized();
        context.Response.Cookies.Append(Credential.Cookie, key!.ToSession().Reveal(), Options(context.Request, Lifetime));
        return TypedResults.NoContent();
    }

    public static NoContent Delete(HttpContext context)
    {
        context.Response.Cookies.Delete(Credential.Cookie, Options(context.Request, null));
        return TypedResults.NoContent();
    }

    private static CookieOptions Options(HttpRequest request, TimeSpan? lifetime) =>
        new()
        {
            Path = "/",
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            // Behind a proxy that ends TLS the request itself is plain.
            Secure = request.IsHttps || request.Headers["X-Forwarded-Proto"] == "https",
            MaxAge = lifetime,
        };
}
