namespace Roundtable.Files.Sealing;

/// <summary>A message in a sealed file.</summary>
/// <param name="Number">The message's number.</param>
/// <param name="Position">Where its first line begins, in bytes.</param>
/// <param name="SizeBytes">All its lines.</param>
/// <param name="Role">Who speaks.</param>
/// <param name="Length">UTF-16 code units.</param>
/// <param name="TokenCount">Tokens.</param>
/// <param name="ChunkCount">Chunks, an opening not counted.</param>
internal sealed record SealedMessage(
    int Number,
    long Position,
    int SizeBytes,
    MessageRole Role,
    int Length,
    int TokenCount,
    int ChunkCount
)
{
    /// <summary>What a block of lines may take that is read at once, if more than one line is in it.</summary>
    private const int BlockBytesMax = 64 * 1024;

    /// <summary>Its lines in their order, where it is known that there are several; else empty.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<SealedPart> Parts { get; init; } = [];

    /// <summary>Where to read what has chunks of this stretch, a block after the other.</summary>
    public IEnumerable<(long Position, int SizeBytes)> BlocksOf(int seqFrom, int seqThrough)
    {
        if (Parts.Count == 0)
        {
            yield return (Position, SizeBytes);
            yield break;
        }

        var (position, start, size) = (Position, Position, 0);
        for (var i = 0; i < Parts.Count; i++)
        {
            var isWanted = Parts[i].Seq <= seqThrough && (i == Parts.Count - 1 || Parts[i + 1].Seq > seqFrom);
            if (size > 0 && (!isWanted || size + Parts[i].SizeBytes > BlockBytesMax))
            {
                yield return (start, size);
                size = 0;
            }

            if (isWanted)
                (start, size) = (size == 0 ? position : start, size + Parts[i].SizeBytes);
            position += Parts[i].SizeBytes;
        }

        if (size > 0)
            yield return (start, size);
    }
}
