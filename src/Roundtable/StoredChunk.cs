using Roundtable.Stored;

namespace Roundtable;

/// <summary>A chunk in its stored form, which is the same whatever store keeps it.</summary>
public static class StoredChunk
{
    /// <summary>
    /// The bytes of the chunk's file, to the last one: one JSON object on one line, in UTF-8, with its checksum. The same
    /// chunk gives the same bytes each time.
    /// </summary>
    public static byte[] Encode(MessageChunk chunk) => ChunkFile.Encode(chunk);
}
