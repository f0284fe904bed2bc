using System.Buffers.Binary;
using System.Text;
using Roundtable.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>Reads a segment: its sound records, and where there should be one and is none.</summary>
internal static class SegmentReader
{
    private const int AlignmentBytes = 8;

    /// <summary>What the segment holds; null when it holds no record at all, as a spare one.</summary>
    /// <exception cref="InvalidDataException">The segment is of a version that this program does not know.</exception>
    public static SegmentContent? Read(IDisk disk, string path)
    {
        var bytes = disk.Read(path) ?? [];
        if (FindRecord(bytes, 0, salt: null) is not { } first)
            return null;

        var salt = first.Header.Salt;
        var entries = new List<SegmentEntry>();
        var flushedThrough = 0L;
        var expected = first.Header.SequenceNumber;
        if (first.Position > 0)
            entries.Add(new SegmentEntry(--expected, null, expected, IsGap: true)); // The segment's head, at least.
        var firstNumber = expected;
        for (var position = first.Position; position < bytes.Length; )
        {
            if (RecordHeader.Read(bytes.AsSpan(position)) is not { } header || header.Salt != salt)
            {
                var next = FindRecord(bytes, position, salt);
                if (next is not null || bytes.AsSpan(position).ContainsAnyExcept((byte)0))
                    entries.Add(new SegmentEntry(expected, null, next?.Header.SequenceNumber - 1, IsGap: true));
                if (next is null)
                    break;
                (position, expected) = (next.Value.Position, next.Value.Header.SequenceNumber);
                continue;
            }

            var payload = bytes.AsMemory(position + RecordHeader.SizeBytes, header.Length);
            if (header.Kind == RecordKind.BatchHead)
                flushedThrough = Math.Max(flushedThrough, BinaryPrimitives.ReadInt64LittleEndian(payload.Span));
            if (header.Kind == RecordKind.SegmentHead)
                RequireVersion(payload.Span, path);
            entries.Add(new SegmentEntry(header.SequenceNumber, Decode(header.Kind, payload), null, IsGap: false));
            expected = header.SequenceNumber + 1;
            position += RecordHeader.PaddedSizeBytes(header.Length);
        }

        return new SegmentContent(path, entries, firstNumber, flushedThrough);
    }

    private static (int Position, RecordHeader Header)? FindRecord(byte[] bytes, int position, ulong? salt)
    {
        for (; position < bytes.Length; position += AlignmentBytes)
        {
            if (RecordHeader.Read(bytes.AsSpan(position)) is { } header && header.Salt == (salt ?? header.Salt))
                return (position, header);
        }

        return null;
    }

    private static JournalRecord? Decode(RecordKind kind, ReadOnlyMemory<byte> payload)
    {
        if (kind is RecordKind.SegmentHead or RecordKind.BatchHead)
            return null;
        using var stream = new MemoryStream(payload.ToArray(), writable: false);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        return RecordPayload.Read(kind, reader);
    }

    private static void RequireVersion(ReadOnlySpan<byte> payload, string path)
    {
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        var version = BinaryPrimitives.ReadInt32LittleEndian(payload[sizeof(uint)..]);
        if (magic != Segment.Magic || version != Segment.Version)
            throw new InvalidDataException(
                $"'{path}' is of version {version}; this program reads version {Segment.Version}. Use the program that wrote it."
            );
    }
}
