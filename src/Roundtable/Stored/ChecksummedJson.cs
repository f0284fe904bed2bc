using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Roundtable.Stored;

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

    public static byte[] Encode<T>(T value, JsonTypeInfo<T> type) => Seal(JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>A JSON object with the checksum as its last member.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> json)
    {
        var body = json[..^1];
        var bytes = new byte[body.Length + Before.Length + DigestLength + After.Length];
        body.CopyTo(bytes);
        var rest = bytes.AsSpan(body.Length);
        Before.CopyTo(rest);
        WriteDigest(body, rest.Slice(Before.Length, DigestLength));
        After.CopyTo(rest[(Before.Length + DigestLength)..]);
        return bytes;
    }

    /// <summary>Whether the bytes end with their own checksum.</summary>
    public static bool IsSound(ReadOnlySpan<byte> bytes)
    {
        var bodyLength = bytes.Length - Before.Length - DigestLength - After.Length;
        if (bodyLength < 1 || !bytes[bodyLength..].StartsWith(Before) || !bytes.EndsWith(After))
            return false;
        // Compared as digits, not as a number: a digit in capitals is damage, too.
        Span<byte> digest = stackalloc byte[DigestLength];
        WriteDigest(bytes[..bodyLength], digest);
        return bytes.Slice(bodyLength + Before.Length, DigestLength).SequenceEqual(digest);
    }

    /// <summary>The checksum in an encoded object: 8 hexadecimal digits.</summary>
    public static string DigestIn(ReadOnlySpan<byte> encoded) => Encoding.ASCII.GetString(DigitsIn(encoded));

    /// <summary>Whether that is the checksum in an encoded object; in nothing there is none.</summary>
    public static bool HasDigest(ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> digest) =>
        encoded.Length > 0 && DigitsIn(encoded).SequenceEqual(digest);

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

    /// <summary>The checksum of some bytes: 8 hexadecimal digits.</summary>
    public static string Digest(ReadOnlySpan<byte> body)
    {
        Span<byte> digits = stackalloc byte[DigestLength];
        WriteDigest(body, digits);
        return Encoding.ASCII.GetString(digits);
    }

    private static ReadOnlySpan<byte> DigitsIn(ReadOnlySpan<byte> encoded) =>
        encoded.Slice(encoded.Length - After.Length - DigestLength, DigestLength);

    private static void WriteDigest(ReadOnlySpan<byte> body, Span<byte> digits) =>
        Utf8Formatter.TryFormat(Crc32C.Compute(body), digits, out _, new StandardFormat('x', DigestLength));
}
