using System.Text.Json.Serialization;

namespace Roundtable.Stored;

/// <summary>A revision of a conversation's facts as it is stored: what it is from then on, who said so and when.</summary>
internal sealed record ConversationFile
{
    public required string ConversationId { get; init; }
    public required int Revision { get; init; }
    public required string UserId { get; init; }
    public required string Title { get; init; }
    public required IReadOnlyList<string> Participants { get; init; }
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }
    public required bool Archived { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required string ChangedBy { get; init; }

    [JsonConverter(typeof(StoredTag))]
    public required ulong Tag { get; init; }

    public required long Change { get; init; }
    public required int Format { get; init; }

    public byte[] Encode() => ChecksummedJson.Encode(this, StoredJson.Default.ConversationFile);

    /// <summary>The revision, if these bytes are a sound one and have this place; else null and why not.</summary>
    public static ConversationFile? Decode(ReadOnlySpan<byte> bytes, ConversationId id, int revision, out string reason)
    {
        if (ChecksummedJson.Decode(bytes, StoredJson.Default.ConversationFile, out reason) is not { } file)
            return null;
        reason = file.Format != ChecksummedJson.Format ? "format" : "foreign";
        var isSound =
            file.Format == ChecksummedJson.Format
            && file.ConversationId == id.ToString()
            && file.Revision == revision
            && file.UserId == id.User.ToString();
        return isSound ? file : null;
    }
}
