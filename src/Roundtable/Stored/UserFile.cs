namespace Roundtable.Stored;

/// <summary>A revision of a user's profile as it is stored.</summary>
internal sealed record UserFile
{
    public required string UserId { get; init; }
    public required int Revision { get; init; }
    public required string Name { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Absent where the user never had a key.</summary>
    public IReadOnlyList<StoredKey>? Keys { get; init; }

    public required int Format { get; init; }

    public static UserFile Of(User user, DateTimeOffset timestamp) =>
        new()
        {
            UserId = user.Id.ToString(),
            Revision = user.Revision,
            Name = user.Name,
            CreatedAt = user.CreatedAt,
            Timestamp = timestamp,
            Keys = user.Keys.Count == 0 ? null : [.. user.Keys.Select(StoredKey.Of)],
            Format = ChecksummedJson.Format,
        };

    public byte[] Encode() => ChecksummedJson.Encode(this, StoredJson.Default.UserFile);

    public static UserFile? Decode(ReadOnlySpan<byte> bytes, UserId id, int revision)
    {
        var file = ChecksummedJson.Decode(bytes, StoredJson.Default.UserFile, out _);
        var isSound =
            file?.Format == ChecksummedJson.Format
            && file.UserId == id.ToString()
            && file.Revision == revision
            && file.Keys?.All(key => key?.IsSound() == true) != false;
        return isSound ? file : null;
    }

    public User ToUser(UserId id) =>
        new()
        {
            Id = id,
            Name = Name,
            Revision = Revision,
            CreatedAt = CreatedAt,
            Keys = Keys is null ? [] : [.. Keys.Select(key => key.ToKey(id))],
        };
}
