namespace Roundtable.Stored;

/// <summary>What happens to a user's keys, whatever store keeps them.</summary>
internal static class KeyRing
{
    /// <summary>The keys with one more.</summary>
    public static IReadOnlyList<ApiKey> With(IReadOnlyList<ApiKey> keys, ApiKeySecret secret, DateTimeOffset now) =>
        [
            .. keys,
            new ApiKey
            {
                User = secret.User,
                Hash = secret.Hash,
                SessionHash = secret.ToSession().Hash,
                CreatedAt = now,
            },
        ];

    /// <summary>The keys with one revoked, which is given whole or by its public id; the same list when there is nothing to revoke.</summary>
    public static IReadOnlyList<ApiKey> Revoke(IReadOnlyList<ApiKey> keys, string key, DateTimeOffset now) =>
        keys.Any(kept => IsNamed(kept, key) && kept.RevokedAt is null)
            ? [.. keys.Select(kept => IsNamed(kept, key) ? kept with { RevokedAt = kept.RevokedAt ?? now } : kept)]
            : keys;

    /// <summary>The key that is given whole or by its public id.</summary>
    public static ApiKey? Find(IReadOnlyList<ApiKey> keys, string key) => keys.FirstOrDefault(kept => IsNamed(kept, key));

    /// <summary>Whose key it says it is.</summary>
    public static UserId? OwnerOf(string key)
    {
        if (ApiKeySecret.TryParse(key, out var secret))
            return secret.User;
        return UserId.TryParse(key.Split('-')[0], null, out var id) ? id : null;
    }

    /// <summary>Refuses a name that no store takes.</summary>
    /// <exception cref="ArgumentException">It is empty, too long, has a lone surrogate or a character that controls a terminal.</exception>
    public static void RequireName(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > User.NameLengthMax || name.Any(char.IsControl))
            throw new ArgumentException(
                $"A name has 1 to {User.NameLengthMax} characters, and none that controls a terminal.",
                nameof(name)
            );
        WholeCodePoints.Require(name);
    }

    private static bool IsNamed(ApiKey kept, string key) =>
        ApiKeySecret.TryParse(key, out var secret) ? secret.Matches(kept) : kept.Id == key;
}
