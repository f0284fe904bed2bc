using Roundtable.Edge.Access;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Streaming;

namespace Roundtable.Edge.Description;

/// <summary>Says of a route what the OpenAPI document is to say of it.</summary>
internal static class RouteDescription
{
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string name, string summary) =>
        // A foreign host and a method that does not fit are refused everywhere.
        route.WithName(name).WithSummary(summary).Refuses(403, 405);

    public static RouteHandlerBuilder Takes(this RouteHandlerBuilder route, Parameter[] parameters) =>
        route.WithMetadata(new TakenParameters(parameters));

    /// <summary>Where GET is there is HEAD (RFC 9110, 9.3.2): the same handlers, whose bodies the server leaves out.</summary>
    public static void AlsoAnswerHead(this IEndpointConventionBuilder routes) =>
        routes.Finally(route =>
        {
            if (route.Metadata.OfType<HttpMethodMetadata>().LastOrDefault()?.HttpMethods is ["GET"])
                route.Metadata.Add(new HttpMethodMetadata(["GET", "HEAD"]));
        });

    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route, int status = 200) =>
        route.Produces<T>(status, "application/json");

    /// <summary>Its events count among the caller's streams.</summary>
    public static RouteHandlerBuilder Streams(this RouteHandlerBuilder route) =>
        route.Produces<string>(200, EventStream.ContentType).AddEndpointFilter(StreamLimit.HoldAsync);

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
            route.Produces<ProblemBody>(status, "application/problem+json");
        return route;
    }
}
