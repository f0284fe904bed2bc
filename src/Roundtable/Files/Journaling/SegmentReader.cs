using System.Text;
using Roundtable.Files.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>Reads a segment's records while salt, number and checksum hold.</summary>
internal static class SegmentReader
{
    /// <summary>The records up to the end or to the first that is not sound.</summary>
    /// <exception cref="InvalidDataException">The segment is of a version that this program does not know.</exception>
    public static IEnumerable<JournalRecord> Read(IDisk disk, string path)
    {
        var bytes = disk.Read(path) ?? [];
        if (RecordHeader.Read(bytes) is not { Kind: RecordKind.SegmentHead } head)
            yield break;
        RequireVersion(bytes, path);

        var expected = head.SequenceNumber + 1;
        for (var position = RecordHeader.PaddedSizeBytes(head.Length); position < bytes.Length; )
        {
            if (RecordHeader.Read(bytes.AsSpan(position)) is not { } header)
                yield break;
            if (header.Salt != head.Salt || header.SequenceNumber != expected++)
                yield break;

            if (header.Kind != RecordKind.BatchHead)
                yield return Decode(bytes, position, header);
            position += RecordHeader.PaddedSizeBytes(header.Length);
        }
    }

    private static JournalRecord Decode(byte[] bytes, int position, RecordHeader header)
    {
        using var payload = new MemoryStream(bytes, position + RecordHeader.SizeBytes, header.Length, writable: false);
        using var reader = new BinaryReader(payload, Encoding.UTF8);
        return RecordPayload.Read(header.Kind, reader);
    }

    private static void RequireVersion(byte[] bytes, string path)
    {
        var magic = BitConverter.ToUInt32(bytes, RecordHeader.SizeBytes);
        var version = BitConverter.ToInt32(bytes, RecordHeader.SizeBytes + sizeof(uint));
        if (magic != Segment.Magic || version != Segment.Version)
            throw new InvalidDataException(
                $"'{path}' is of version {version}; this program reads version {Segment.Version}. Use the program that wrote it."
            );
    }
}
