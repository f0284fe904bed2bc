using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Roundtable;

/// <summary>
/// An API key as its user holds it: <c>rt_us01_</c> and 256 random bits in base64url. It is shown by <see cref="Reveal"/> alone,
/// so that no log and no message holds one by accident.
/// </summary>
public sealed class ApiKeySecret
{
    private const string Prefix = "rt_";

    private readonly string _text;

    private ApiKeySecret(UserId user, string text) => (User, _text) = (user, text);

    /// <summary>Whose key it says it is.</summary>
    public UserId User { get; }

    /// <summary>SHA-256 of the key, 64 lower-case hexadecimal digits.</summary>
    public string Hash => SecretText.Hash(_text);

    /// <summary>Makes a key that nobody had before.</summary>
    public static ApiKeySecret Create(UserId user) =>
        new(user, SecretText.Of(Prefix, user, RandomNumberGenerator.GetBytes(SecretText.SizeBytes)));

    /// <summary>Reads a key; whether it is anybody's is for <see cref="Matches"/> to say.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ApiKeySecret? key)
    {
        key = SecretText.TryParse(text, Prefix, out var user) ? new ApiKeySecret(user, text!) : null;
        return key is not null;
    }

    /// <summary>Whether this is the key that was kept, revoked or not. How long it takes does not tell how much of it is right.</summary>
    public bool Matches(ApiKey kept) => SecretText.AreEqual(Hash, kept.Hash);

    /// <summary>What a browser keeps in place of the key; the same each time.</summary>
    public SessionSecret ToSession() => SessionSecret.Of(User, _text);

    /// <summary>The key itself, for its user's eyes.</summary>
    public string Reveal() => _text;

    /// <summary>Whose key it is, and not the key.</summary>
    public override string ToString() => $"a key of {User}";
}
