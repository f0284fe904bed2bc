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
);
