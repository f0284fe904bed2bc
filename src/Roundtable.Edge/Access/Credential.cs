namespace Roundtable.Edge.Access;

/// <summary>What a request brings to show whose it is: an API key, or what a browser keeps in place of one.</summary>
/// <param name="User">Whose it says it is.</param>
/// <param name="Matches">Whether it stands for a key that was kept, revoked or not.</param>
internal sealed record Credential(UserId User, Func<ApiKey, bool> Matches)
{
    public const string Cookie = "rt_session";
    private const string Bearer = "Bearer ";

    /// <summary>The header counts before the cookie. Null: there is none, or it is malformed.</summary>
    public static Credential? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.Length > 0)
            return header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? OfKey(header[Bearer.Length..].Trim()) : null;
        return SessionSecret.TryParse(request.Cookies[Cookie], out var session)
            ? new Credential(session.User, session.Matches)
            : null;
    }

    public static Credential? OfKey(string text) =>
        ApiKeySecret.TryParse(text, out var key) ? new Credential(key.User, key.Matches) : null;
}
