using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Roundtable;

/// <summary>How a secret is written: a prefix that says what it is, whose it is, <c>_</c>, and 256 bits in base64url.</summary>
internal static class SecretText
{
    public const int SizeBytes = 32;
    private const int Length = 43;

    private static readonly SearchValues<char> _alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    public static string Of(string prefix, UserId user, ReadOnlySpan<byte> secret) =>
        $"{prefix}{user}_{Base64Url.EncodeToString(secret)}";

    public static bool TryParse(string? text, string prefix, out UserId user)
    {
        user = default;
        if (text is null || !text.StartsWith(prefix, StringComparison.Ordinal))
            return false;
        var rest = text.AsSpan(prefix.Length);
        var end = rest.IndexOf('_');
        if (end < 0 || !UserId.TryParse(rest[..end], out user))
            return false;
        var secret = rest[(end + 1)..];
        return secret.Length == Length && !secret.ContainsAnyExcept(_alphabet);
    }

    /// <summary>SHA-256, 64 lower-case hexadecimal digits. So many random bits need no slower hash.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));

    /// <summary>Whether two hashes are the same. How long it takes does not tell how much of them is.</summary>
    public static bool AreEqual(string hash, string kept) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(kept));
}
