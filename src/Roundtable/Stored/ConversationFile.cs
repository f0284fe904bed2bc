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

    public byte[] Encode() => CanonicalWriter.Seal(this, static (json, file) => file.Write(json));

    /// <summary>Its checksum alone: 8 hexadecimal digits.</summary>
    public string Digest() => CanonicalWriter.Digest(this, static (json, file) => file.Write(json));

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

    /// <summary>As the serializer writes it.</summary>
    private void Write(CanonicalWriter json)
    {
        json.Begin('{');
        json.Text("conversationId"u8, ConversationId);
        json.Number("revision"u8, Revision);
        json.Text("userId"u8, UserId);
        json.Text("title"u8, Title);
        json.Name("participants"u8);
        json.Begin('[');
        foreach (var participant in Participants)
            json.Text(participant);
        json.End(']');
        json.Name("metadata"u8);
        json.Begin('{');
        foreach (var (name, value) in Metadata)
            json.Pair(name, value);
        json.End('}');
        json.Bool("archived"u8, Archived);
        json.Text("createdAt"u8, StoredTime.Format(CreatedAt));
        json.Text("timestamp"u8, StoredTime.Format(Timestamp));
        json.Text("changedBy"u8, ChangedBy);
        json.Text("tag"u8, StoredTag.Format(Tag));
        json.Number("change"u8, Change);
        json.Number("format"u8, Format);
        json.End('}');
    }
}
