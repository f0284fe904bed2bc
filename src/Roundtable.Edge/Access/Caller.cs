namespace Roundtable.Edge.Access;

/// <summary>Who is calling. Without API keys everybody on loopback is the first user.</summary>
internal static class Caller
{
    /// <summary>The user whom everybody on loopback is.</summary>
    public static UserId Local { get; } = new(1);

    /// <summary>The user of this request.</summary>
#pragma warning disable IDE0060 // Whoever brings a key will be found in the request; every route asks here already.
    public static UserId Of(HttpContext context) => Local;
#pragma warning restore IDE0060
}
