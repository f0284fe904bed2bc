namespace Roundtable.Files.Json;

/// <summary>A revision of a user's profile as it is stored.</summary>
internal sealed record UserFile
{
    public required string UserId { get; init; }
    public required int Revision { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public required int Format { get; init; }

    public byte[] Encode() => ChecksummedJson.Encode(this, StoredJson.Default.UserFile);

    public static UserFile? Decode(ReadOnlySpan<byte> bytes, UserId id, int revision)
    {
        var file = ChecksummedJson.Decode(bytes, StoredJson.Default.UserFile, out _);
        return file?.Format == ChecksummedJson.Format && file.UserId == id.ToString() && file.Revision == revision ? file : null;
    }
}
