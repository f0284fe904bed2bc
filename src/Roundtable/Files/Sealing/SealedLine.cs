namespace Roundtable.Files.Sealing;

/// <summary>A sound line of a sealed file: a chunk, and its bytes just as in its file.</summary>
internal readonly record struct SealedLine(MessageChunk Chunk, byte[] Bytes);
