using Scalar.AspNetCore;

namespace Roundtable.Edge.Description;

/// <summary>The API reference at <c>/docs</c>, made from the document by the browser. All of it comes from this server.</summary>
internal static class ReferencePage
{
    public const string Path = "/docs";

    /// <summary>Whatever the page's script might want from elsewhere, the browser does not give it.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        + "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapReferencePage(this IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapScalarApiReference(
                Path,
                page =>
                    page.AddDocument("v1", "Roundtable")
                        .WithTitle("Roundtable: the HTTP API")
                        .WithOpenApiRoutePattern("/openapi/{documentName}.json")
                        .DisableDefaultFonts()
                        .DisableTelemetry()
                        .DisableAgent()
                        .DisableMcp()
                        .HideClientButton()
                        .HideDeveloperTools()
            )
            .AddEndpointFilter(
                async (invocation, next) =>
                {
                    invocation.HttpContext.Response.Headers.ContentSecurityPolicy = Policy;
                    return await next(invocation);
                }
            );
}
