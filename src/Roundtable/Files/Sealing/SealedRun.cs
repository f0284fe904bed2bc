using Roundtable.Stored;

namespace Roundtable.Files.Sealing;

/// <summary>A sound line of a sealed file: one chunk as it is, or several of one message whose text is in one piece.</summary>
internal abstract class SealedRun(MessageId id)
{
    public MessageId MessageId => id;

    /// <summary>Sequence number of its first chunk.</summary>
    public abstract int First { get; }

    /// <summary>Sequence number of its last chunk.</summary>
    public abstract int Last { get; }

    /// <summary>Where its text begins in the message.</summary>
    public abstract int Offset { get; }

    /// <summary>The text of all its chunks.</summary>
    public abstract string Tokens { get; }

    /// <summary>The first of its chunks, as it was.</summary>
    public abstract MessageChunk FirstChunk { get; }

    /// <summary>The last of its chunks, as it was.</summary>
    public abstract MessageChunk LastChunk { get; }

    /// <summary>Its chunks as they were, by sequence.</summary>
    public abstract IEnumerable<MessageChunk> Chunks();

    /// <summary>The run that a line is; null when it is not sound, or makes no sense.</summary>
    public static SealedRun? Decode(ReadOnlySpan<byte> line)
    {
        // Inside a text its quotation marks would be escaped, so this is a member.
        if (line.IndexOf(",\"format\":2,"u8) >= 0)
            return FoldedRun.Decode(line);
        return ChunkFile.DecodeAny(line) is { } chunk ? new SingleChunk(chunk) : null;
    }

    /// <summary>A chunk in a line of its own, equal to its file to the byte.</summary>
    private sealed class SingleChunk(MessageChunk chunk) : SealedRun(chunk.MessageId)
    {
        public override int First => chunk.Seq;

        public override int Last => chunk.Seq;

        public override int Offset => chunk.Offset;

        public override string Tokens => chunk.Tokens;

        public override MessageChunk FirstChunk => chunk;

        public override MessageChunk LastChunk => chunk;

        public override IEnumerable<MessageChunk> Chunks() => [chunk];
    }
}
