using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Roundtable.Tests.Sandbox;

/// <summary>How a stored file is written, whatever it says: one line of UTF-8 JSON, members in order, its checksum last.</summary>
internal static partial class StoredForm
{
    private const int DigitsLength = 8;
    private const string UserOrder = "userId revision name createdAt timestamp format checksum";

    private const string ConversationOrder =
        "conversationId revision userId title participants metadata archived createdAt timestamp changedBy tag change format "
        + "checksum";

    private const string ChunkOrder =
        "messageId seq tokens timestamp agentId status format offset tokenOffset tokenCount bundles authorId model replyTo routedBy "
        + "replaces tag change finishReason error completedAt checksum";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static ReadOnlySpan<byte> Before => ",\"checksum\":\"crc32c:"u8;

    private static ReadOnlySpan<byte> After => "\"}\n"u8;

    /// <summary>A whole file from its object without the checksum and the closing brace.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> content) => [.. content, .. Before, .. Checksum(content), .. After];

    public static IEnumerable<string> Problems(StoredFileKind kind, ReadOnlySpan<byte> file, JsonElement root)
    {
        var problems = new List<string>();
        if (!HasSoundChecksum(file))
            problems.Add("checksum");
        if (!IsAsWritten(file, root))
            problems.Add("form: not one line of JSON as our writer writes it");
        if (!InOrder(root, Order(kind)))
            problems.Add("form: members are not in their order, or one is there twice");
        return problems;
    }

    private static bool HasSoundChecksum(ReadOnlySpan<byte> file)
    {
        var contentLength = file.Length - Before.Length - DigitsLength - After.Length;
        return contentLength > 0 && file[contentLength..].SequenceEqual(Seal(file[..contentLength]).AsSpan()[contentLength..]);
    }

    private static byte[] Checksum(ReadOnlySpan<byte> content) =>
        Encoding.ASCII.GetBytes(Crc32C.Of(content).ToString("x8", CultureInfo.InvariantCulture));

    private static bool IsAsWritten(ReadOnlySpan<byte> file, JsonElement root)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
            root.WriteTo(writer);
        buffer.Write("\n"u8);
        return file.SequenceEqual(buffer.WrittenSpan) || file.SequenceEqual(WithoutEscapedPairs(buffer.WrittenSpan));
    }

    /// <summary>The relaxed encoder escapes what needs a surrogate pair; a file may do without.</summary>
    private static byte[] WithoutEscapedPairs(ReadOnlySpan<byte> json) =>
        Encoding.UTF8.GetBytes(
            EscapedPair()
                .Replace(
                    Encoding.UTF8.GetString(json),
                    match =>
                        match.Groups["high"].Success ? $"{Unit(match.Groups["high"])}{Unit(match.Groups["low"])}" : match.Value
                )
        );

    private static char Unit(Group digits) =>
        (char)ushort.Parse(digits.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>True for any selection of the known members in their order; unknown ones are the schema's business.</summary>
    private static bool InOrder(JsonElement root, string[] order)
    {
        var places = root.EnumerateObject()
            .Select(member => Array.IndexOf(order, member.Name))
            .Where(place => place >= 0)
            .ToList();
        return places.Zip(places.Skip(1)).All(pair => pair.First < pair.Second);
    }

    private static string[] Order(StoredFileKind kind) =>
        (
            kind switch
            {
                StoredFileKind.User => UserOrder,
                StoredFileKind.Conversation => ConversationOrder,
                _ => ChunkOrder,
            }
        ).Split(' ');

    /// <summary>An escaped backslash, to be stepped over, or an escaped pair.</summary>
    [GeneratedRegex(@"\\\\|\\u(?<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?<low>[dD][c-fC-F][0-9a-fA-F]{2})")]
    private static partial Regex EscapedPair();
}
