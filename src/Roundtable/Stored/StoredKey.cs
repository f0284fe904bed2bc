namespace Roundtable.Stored;

/// <summary>What a profile keeps of an API key.</summary>
internal sealed record StoredKey
{
    private const int HashLength = 64;

    public required string Hash { get; init; }
    public required string SessionHash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    public bool IsSound() => IsHash(Hash) && IsHash(SessionHash);

    public static StoredKey Of(ApiKey key) =>
        new()
        {
            Hash = key.Hash,
            SessionHash = key.SessionHash,
            CreatedAt = key.CreatedAt,
            RevokedAt = key.RevokedAt,
        };

    public ApiKey ToKey(UserId user) =>
        new()
        {
            User = user,
            Hash = Hash,
            SessionHash = SessionHash,
            CreatedAt = CreatedAt,
            RevokedAt = RevokedAt,
        };

    private static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);
}
