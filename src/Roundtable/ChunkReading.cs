namespace Roundtable;

/// <summary>What reading one stored chunk gave: the chunk, or the reason why it cannot be served.</summary>
public readonly record struct ChunkReading
{
    private ChunkReading(int seq, MessageChunk? chunk, string? damage) => (Seq, Chunk, Damage) = (seq, chunk, damage);

    /// <summary>Which chunk was asked for.</summary>
    public int Seq { get; }

    /// <summary>The chunk, when it is sound.</summary>
    public MessageChunk? Chunk { get; }

    /// <summary>The reason, when it is not: see <see cref="Roundtable.Damage.Reason"/>.</summary>
    public string? Damage { get; }

    /// <summary>A sound chunk.</summary>
    public static ChunkReading Sound(MessageChunk chunk) => new(chunk.Seq, chunk, null);

    /// <summary>A chunk that is not served.</summary>
    public static ChunkReading Damaged(int seq, string reason) => new(seq, null, reason);
}
