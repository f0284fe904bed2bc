using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Roundtable.Files.Json;

/// <summary>
/// One JSON object on one line whose last member is a CRC-32C over every byte before it:
/// <c>{…,"checksum":"crc32c:0123abcd"}</c> and a line feed.
/// </summary>
internal static class ChecksummedJson
{
    /// <summary>The version of every stored object; another one is refused, never guessed.</summary>
    public const int Format = 1;

    private const int DigestLength = 8;
    private static ReadOnlySpan<byte> Before => ",\"checksum\":\"crc32c:"u8;
    private static ReadOnlySpan<byte> After => "\"}\n"u8;

    public static byte[] Encode<T>(T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type).AsSpan();
        var body = json[..^1];
        var bytes = new byte[body.Length + Before.Length + DigestLength + After.Length];
        body.CopyTo(bytes);
        var rest = bytes.AsSpan(body.Length);
        Before.CopyTo(rest);
        Encoding.ASCII.GetBytes(Digest(body), rest[Before.Length..]);
        After.CopyTo(rest[(Before.Length + DigestLength)..]);
        return bytes;
    }

    /// <summary>Whether the bytes end with their own checksum.</summary>
    public static bool IsSound(ReadOnlySpan<byte> bytes)
    {
        var bodyLength = bytes.Length - Before.Length - DigestLength - After.Length;
        if (bodyLength < 1 || !bytes[bodyLength..].StartsWith(Before) || !bytes.EndsWith(After))
            return false;
        var digest = bytes.Slice(bodyLength + Before.Length, DigestLength);
        return Encoding.ASCII.GetString(digest) == Digest(bytes[..bodyLength]);
    }

    /// <summary>The object; or null and the reason why it is not sound: <c>checksum</c> or <c>format</c>.</summary>
    public static T? Decode<T>(ReadOnlySpan<byte> bytes, JsonTypeInfo<T> type, out string reason)
        where T : class
    {
        reason = "checksum";
        if (!IsSound(bytes))
            return null;

        reason = "format";
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Digest(ReadOnlySpan<byte> body) => Crc32C.Compute(body).ToString("x8", CultureInfo.InvariantCulture);
}
