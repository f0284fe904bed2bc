using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Roundtable;

/// <summary>
/// An API key as its user holds it: <c>rt_us01_</c> and 256 random bits in base64url. It is shown by <see cref="Reveal"/> alone,
/// so that no log and no message holds one by accident.
/// </summary>
public sealed class ApiKeySecret
{
    private const string Prefix = "rt_";
    private const int SecretSizeBytes = 32;
    private const int SecretLength = 43;

    private static readonly SearchValues<char> _alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    private readonly string _text;

    private ApiKeySecret(UserId user, string text) => (User, _text) = (user, text);

    /// <summary>Whose key it says it is.</summary>
    public UserId User { get; }

    /// <summary>SHA-256 of the key, 64 lower-case hexadecimal digits. So many random bits need no slower hash.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(_text)));

    /// <summary>Makes a key that nobody had before.</summary>
    public static ApiKeySecret Create(UserId user) =>
        new(user, $"{Prefix}{user}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretSizeBytes))}");

    /// <summary>Reads a key; whether it is anybody's is for <see cref="Matches"/> to say.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ApiKeySecret? key)
    {
        key = null;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var rest = text.AsSpan(Prefix.Length);
        var end = rest.IndexOf('_');
        if (end < 0 || !UserId.TryParse(rest[..end], out var user))
            return false;
        var secret = rest[(end + 1)..];
        if (secret.Length != SecretLength || secret.ContainsAnyExcept(_alphabet))
            return false;
        key = new ApiKeySecret(user, text);
        return true;
    }

    /// <summary>Whether this is the key that was kept, revoked or not. How long it takes does not tell how much of it is right.</summary>
    public bool Matches(ApiKey kept) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(kept.Hash));

    /// <summary>The key itself, for its user's eyes.</summary>
    public string Reveal() => _text;

    /// <summary>Whose key it is, and not the key.</summary>
    public override string ToString() => $"a key of {User}";
}
