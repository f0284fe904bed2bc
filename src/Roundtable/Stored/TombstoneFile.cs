namespace Roundtable.Stored;

/// <summary>
/// What alone remains of a deleted conversation, as its last revision: who deleted it, when, the last message's number, and
/// no text.
/// </summary>
internal sealed record TombstoneFile
{
    public required string ConversationId { get; init; }
    public required int Revision { get; init; }
    public required string UserId { get; init; }
    public required bool Deleted { get; init; }
    public required int MessageCount { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required string ChangedBy { get; init; }

    [System.Text.Json.Serialization.JsonConverter(typeof(StoredTag))]
    public required ulong Tag { get; init; }

    public required long Change { get; init; }
    public required int Format { get; init; }

    public byte[] Encode() => ChecksummedJson.Encode(this, StoredJson.Default.TombstoneFile);

    /// <summary>The tombstone, if these bytes are a sound one and have this place.</summary>
    public static TombstoneFile? Decode(ReadOnlySpan<byte> bytes, ConversationId id, int revision)
    {
        var file = ChecksummedJson.Decode(bytes, StoredJson.Default.TombstoneFile, out _);
        var isSound =
            file is { Deleted: true, Format: ChecksummedJson.Format }
            && file.ConversationId == id.ToString()
            && file.Revision == revision
            && file.UserId == id.User.ToString();
        return isSound ? file : null;
    }
}
