namespace Roundtable.Stored;

/// <summary>What a repair has found and noted, told by id, so that every store can keep it: reads go on naming it.</summary>
internal sealed record LossFile
{
    /// <summary>The id of the message or chunk, of the conversation or the user, with the revision where that is what is damaged: <c>us01-co12-r02</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Why, as <c>verify</c> names it.</summary>
    public required string Reason { get; init; }

    /// <summary>What it cost, in a sentence.</summary>
    public required string Cost { get; init; }

    /// <summary>Whether the record with this id is lost; else it is there, and what should join it to its neighbour is lost.</summary>
    public required bool Lost { get; init; }

    public required DateTimeOffset Timestamp { get; init; }
    public required int Format { get; init; }

    public byte[] Encode() => ChecksummedJson.Encode(this, StoredJson.Default.LossFile);

    /// <summary>The loss, if these bytes are a sound one.</summary>
    public static LossFile? Decode(ReadOnlySpan<byte> bytes)
    {
        var file = ChecksummedJson.Decode(bytes, StoredJson.Default.LossFile, out _);
        return file?.Format == ChecksummedJson.Format ? file : null;
    }
}
