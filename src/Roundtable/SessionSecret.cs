using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Roundtable;

/// <summary>
/// What a browser keeps in place of an API key: <c>rts_us01_</c> and an HMAC-SHA256 under the key, from which the key cannot be
/// had. It is good for as long as the key is.
/// </summary>
public sealed class SessionSecret
{
    private const string Prefix = "rts_";

    private readonly string _text;

    private SessionSecret(UserId user, string text) => (User, _text) = (user, text);

    /// <summary>Whose session it says it is.</summary>
    public UserId User { get; }

    /// <summary>SHA-256 of the session's secret, 64 lower-case hexadecimal digits.</summary>
    public string Hash => SecretText.Hash(_text);

    /// <summary>Reads a session's secret; whether it is anybody's is for <see cref="Matches"/> to say.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SessionSecret? session)
    {
        session = SecretText.TryParse(text, Prefix, out var user) ? new SessionSecret(user, text!) : null;
        return session is not null;
    }

    /// <summary>Whether it stands for the key that was kept, revoked or not.</summary>
    public bool Matches(ApiKey kept) => SecretText.AreEqual(Hash, kept.SessionHash);

    /// <summary>The secret itself, for the browser's cookie.</summary>
    public string Reveal() => _text;

    /// <summary>Whose session it is, and not its secret.</summary>
    public override string ToString() => $"a session of {User}";

    internal static SessionSecret Of(UserId user, string key) =>
        new(user, SecretText.Of(Prefix, user, HMACSHA256.HashData(Encoding.ASCII.GetBytes(key), "session"u8)));
}
