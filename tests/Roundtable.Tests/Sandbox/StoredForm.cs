using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Roundtable.Tests.Sandbox;

/// <summary>How a stored file is written, whatever it says: one line of UTF-8 JSON, members in order, its checksum last.</summary>
internal static class StoredForm
{
    private const int DigitsLength = 8;
    private const string UserOrder = "userId revision name createdAt timestamp format checksum";

    private const string ConversationOrder =
        "conversationId revision userId title participants metadata archived createdAt timestamp changedBy tag change format "
        + "checksum";

    private const string ChunkOrder =
        "messageId seq tokens timestamp agentId status format offset tokenOffset tokenCount bundles authorId model replyTo routedBy "
        + "replaces tag change finishReason error completedAt checksum";

    private const string HeadOrder = "conversationId seal first last format checksum";

    private const string FootOrder =
        "conversationId seal first last lineCount sizeBytes change updatedAt messages format checksum";

    private const string RunOrder =
        "messageId seq tokens timestamp agentId format offset tokenOffset tokenCount chunks authorId model replyTo routedBy replaces "
        + "tag change endChange finishReason error completedAt checksum";

    private const string NoteOrder = "path aside reason cost lost timestamp format checksum";

    private const string UnfinishedOrder = "command from timestamp format checksum";

    private static ReadOnlySpan<byte> Before => ",\"checksum\":\"crc32c:"u8;

    private static ReadOnlySpan<byte> After => "\"}\n"u8;

    /// <summary>A whole file from its object without the checksum and the closing brace.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> content) => [.. content, .. Before, .. Checksum(content), .. After];

    public static IEnumerable<string> Problems(StoredFileKind kind, ReadOnlySpan<byte> file, JsonElement root)
    {
        var problems = new List<string>();
        if (!HasSoundChecksum(file))
            problems.Add("checksum");
        if (!file.SequenceEqual([.. StoredText.Write(root), (byte)'\n']))
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
                StoredFileKind.SealHead => HeadOrder,
                StoredFileKind.SealFoot => FootOrder,
                StoredFileKind.Run => RunOrder,
                StoredFileKind.Note => NoteOrder,
                StoredFileKind.Unfinished => UnfinishedOrder,
                _ => ChunkOrder,
            }
        ).Split(' ');
}
