namespace Roundtable.Files.Verification;

/// <summary>What a sound chunk says of its place in its message; its text is not kept.</summary>
internal readonly record struct ChunkPlace(int Number, int Seq, ChunkSpan Span, bool IsUser, bool IsLast, uint Crc)
{
    public static ChunkPlace Of(MessageChunk chunk, ReadOnlySpan<byte> bytes) =>
        new(
            chunk.MessageId.Number,
            chunk.Seq,
            new ChunkSpan(chunk.Offset, chunk.Length, chunk.TokenOffset, chunk.TokenCount),
            chunk.AuthorId is not null,
            chunk.Status == MessageStatus.Complete,
            Crc32C.Compute(bytes)
        );
}

/// <summary>Where a chunk lies, in code units and in tokens.</summary>
internal readonly record struct ChunkSpan(int Offset, int Length, int TokenOffset, int TokenCount)
{
    public int End => Offset + Length;

    public int TokenEnd => TokenOffset + TokenCount;
}
