namespace Roundtable.Files.Json;

/// <summary>What a profile keeps of an API key.</summary>
internal sealed record StoredKey
{
    private const int HashLength = 64;

    public required string Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? RevokedAt { get; init; }

    public bool IsSound() => Hash.Length == HashLength && Hash.All(char.IsAsciiHexDigitLower);

    public static StoredKey Of(ApiKey key) =>
        new()
        {
            Hash = key.Hash,
            CreatedAt = key.CreatedAt,
            RevokedAt = key.RevokedAt,
        };

    public ApiKey ToKey(UserId user) =>
        new()
        {
            User = user,
            Hash = Hash,
            CreatedAt = CreatedAt,
            RevokedAt = RevokedAt,
        };
}
