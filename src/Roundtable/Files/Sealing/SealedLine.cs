namespace Roundtable.Files.Sealing;

/// <summary>A chunk that is or was sealed, and the bytes of its file.</summary>
internal readonly record struct SealedLine(MessageChunk Chunk, byte[] Bytes);
