namespace Roundtable.Edge.Access;

/// <summary>Who is calling. Without API keys everybody on loopback is the first user.</summary>
/// <param name="User">The user.</param>
/// <param name="Revoked">Cancelled when the key by which they call is revoked.</param>
internal sealed record Caller(UserId User, CancellationToken Revoked)
{
    /// <summary>Whoever calls without a key.</summary>
    public static Caller Local { get; } = new(new UserId(1), CancellationToken.None);

    /// <summary>The user of this request.</summary>
    public static UserId Of(HttpContext context) => On(context).User;

    /// <summary>Cancelled when this request's caller may not be answered any longer.</summary>
    public static CancellationToken RevokedOf(HttpContext context) => On(context).Revoked;

    /// <summary>Says who is calling; before any route is asked.</summary>
    public void Enter(HttpContext context) => context.Features.Set(this);

    private static Caller On(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("Nobody has said who is calling.");
}
