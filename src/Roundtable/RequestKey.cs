using System.Security.Cryptography;
using System.Text;

namespace Roundtable;

/// <summary>
/// Tells a request that may come again: the same key and body get the first answer, and nothing happens twice. Kept for at
/// least 24 hours, with the ids of the answer; both parts are hashes (SHA-256, 64 lower-case hexadecimal digits), no text.
/// </summary>
public sealed record RequestKey
{
    private RequestKey(string key, string body) => (Key, Body) = (key, body);

    /// <summary>The hash of what the key is valid for, and of the key.</summary>
    public string Key { get; }

    /// <summary>The hash of what was asked for.</summary>
    public string Body { get; }

    /// <summary>
    /// Whether only the first answer is asked for: nothing is done when there is none, and the answer is null. So a request
    /// that comes again is answered even if it would be refused by now.
    /// </summary>
    public bool IsReplayOnly { get; init; }

    /// <summary>The key of a request.</summary>
    /// <param name="scope">What the client's key is valid for, such as the route.</param>
    /// <param name="key">What the client calls the request.</param>
    /// <param name="body">What is asked for.</param>
    public static RequestKey Of(string scope, string key, ReadOnlySpan<byte> body) =>
        new(Hash(Encoding.UTF8.GetBytes($"{scope}\n{key}")), Hash(body));

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
