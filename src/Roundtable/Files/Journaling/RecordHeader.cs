using System.Buffers.Binary;

namespace Roundtable.Files.Journaling;

/// <summary>
/// Before every record, little-endian: payload length (4 bytes), CRC-32C of all that follows it (4), log sequence number (8),
/// the segment's salt (8), kind (1), zeros (7). Records begin at multiples of 8.
/// </summary>
internal readonly record struct RecordHeader(int Length, long SequenceNumber, ulong Salt, RecordKind Kind)
{
    public const int SizeBytes = 32;
    private const int AlignmentBytes = 8;

    public static int PaddedSizeBytes(int length) => (SizeBytes + length + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes;

    /// <summary>Writes the header before a payload that is in its place, and the checksum over both.</summary>
    public void Write(Span<byte> record)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, Length);
        BinaryPrimitives.WriteInt64LittleEndian(record[8..], SequenceNumber);
        BinaryPrimitives.WriteUInt64LittleEndian(record[16..], Salt);
        record[24..SizeBytes].Clear();
        record[24] = (byte)Kind;
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Crc32C.Compute(record[8..(SizeBytes + Length)]) ^ (uint)Length);
    }

    /// <summary>The header, if the record that begins here is sound; else null.</summary>
    public static RecordHeader? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < SizeBytes)
            return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 0 || length > bytes.Length - SizeBytes)
            return null;

        var header = new RecordHeader(
            length,
            BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]),
            (RecordKind)bytes[24]
        );
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        var isSound = checksum == (Crc32C.Compute(bytes[8..(SizeBytes + length)]) ^ (uint)length);
        return isSound && Enum.IsDefined(header.Kind) ? header : null;
    }
}
