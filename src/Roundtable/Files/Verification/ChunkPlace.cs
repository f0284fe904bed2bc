namespace Roundtable.Files.Verification;

/// <summary>What a sound chunk says of its place in its message; its text is not kept.</summary>
/// <param name="Crc">Of its file; 0 where there is no other one that it could differ from.</param>
internal readonly record struct ChunkPlace(int Number, int Seq, ChunkSpan Span, bool IsUser, bool IsLast, uint Crc)
{
    public static ChunkPlace Of(MessageChunk chunk, uint crc) =>
        new(
            chunk.MessageId.Number,
            chunk.Seq,
            new ChunkSpan(chunk.Offset, chunk.Length, chunk.TokenOffset, chunk.TokenCount),
            chunk.AuthorId is not null,
            chunk.Status == MessageStatus.Complete,
            crc
        );
}

/// <summary>Where a chunk lies, in code units and in tokens.</summary>
internal readonly record struct ChunkSpan(int Offset, int Length, int TokenOffset, int TokenCount)
{
    public int End => Offset + Length;

    public int TokenEnd => TokenOffset + TokenCount;
}
