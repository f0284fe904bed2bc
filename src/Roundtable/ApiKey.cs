namespace Roundtable;

/// <summary>What is kept of an API key: enough to recognise it, too little to use it.</summary>
public sealed record ApiKey
{
    private const int MarkLength = 12;

    /// <summary>Whose key it is.</summary>
    public required UserId User { get; init; }

    /// <summary>SHA-256 of the key, 64 lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>SHA-256 of what a browser keeps in place of the key, 64 lower-case hexadecimal digits.</summary>
    public required string SessionHash { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was revoked; null while it is good.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>What the key may be called in public, such as <c>us01-3f2a9c0b1d2e</c>: the user and how the hash begins.</summary>
    public string Id => $"{User}-{Hash[..MarkLength]}";
}
