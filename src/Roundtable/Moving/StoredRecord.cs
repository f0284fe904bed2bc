using Roundtable.Stored;

namespace Roundtable.Moving;

/// <summary>
/// A record as every store keeps it: its place, and its canonical JSON (docs/files.md, "A stored object"), which ends with a
/// checksum and a line feed and is the same to the byte in every store. All lines of a store, in order, are its export.
/// </summary>
/// <param name="Place">Where it stands in its unit.</param>
/// <param name="Line">The JSON, UTF-8, with its line feed.</param>
/// <param name="Chunk">Of a chunk: what the line says. Else null.</param>
/// <param name="Change">The user's change number that it carries; 0 when it carries none.</param>
public sealed record StoredRecord(RecordPlace Place, ReadOnlyMemory<byte> Line, MessageChunk? Chunk, long Change)
{
    internal static StoredRecord Of(MessageChunk chunk) => Of(chunk, ChunkFile.Encode(chunk));

    internal static StoredRecord Of(MessageChunk chunk, byte[] line) =>
        new(RecordPlace.OfChunk(chunk.MessageId.Number, chunk.Seq), line, chunk, chunk.Change ?? 0);
}
