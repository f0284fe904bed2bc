using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Edge.Description;
using Roundtable.Edge.Page;

namespace Roundtable.Edge;

/// <summary>The page in the browser.</summary>
public static class RoundtablePage
{
    private const string Index = "index.html";

    /// <summary>
    /// Nothing comes from elsewhere, nothing runs that is not a file of ours, and what a script puts into the document as
    /// markup must come through the one place that may.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types roundtable";

    /// <summary>Maps the page at <c>/</c>. It needs <c>MapRoundtable</c> at the same root; leave it out when you have your own.</summary>
    public static IEndpointRouteBuilder MapRoundtablePage(this IEndpointRouteBuilder endpoints)
    {
        var routes = endpoints.MapGroup("").ExcludeFromDescription();
        routes.AlsoAnswerHead();
        foreach (var file in PageFile.All)
            routes.MapGet(file.Path == Index ? "/" : $"/{file.Path}", (HttpContext context) => Answer(context, file));
        return endpoints;
    }

    private static FileContentHttpResult Answer(HttpContext context, PageFile file)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        // Asked for each time, and answered 304 while it is the same: a newer server is never met by an older page.
        headers.CacheControl = "no-cache";
        return TypedResults.Bytes(file.Content, file.ContentType, entityTag: file.Tag);
    }
}
