namespace Roundtable.Stored;

/// <summary>What a request with a key was answered, as it is stored: hashes and ids, no text.</summary>
internal sealed record RequestFile
{
    public required string UserId { get; init; }
    public required string Key { get; init; }
    public required string Body { get; init; }
    public required string ConversationId { get; init; }
    public string? MessageId { get; init; }
    public IReadOnlyList<string>? Replies { get; init; }
    public required string Cursor { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required int Format { get; init; }

    public byte[] Encode() => ChecksummedJson.Encode(this, StoredJson.Default.RequestFile);

    /// <summary>The answer, if these bytes are a sound one and have this place.</summary>
    public static RequestFile? Decode(ReadOnlySpan<byte> bytes, UserId user, string key)
    {
        var file = ChecksummedJson.Decode(bytes, StoredJson.Default.RequestFile, out _);
        return file?.Format == ChecksummedJson.Format && file.UserId == user.ToString() && file.Key == key ? file : null;
    }
}
