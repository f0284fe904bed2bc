using System.Text;

namespace Roundtable.Files.Journaling;

/// <summary>Records on their way to one write and one flush. Used by the journal's thread alone, again and again.</summary>
internal sealed class RecordBatch : IDisposable
{
    private const int KeepBytesMax = 4 * 1024 * 1024;
    private readonly MemoryStream _bytes = new();
    private readonly List<(int Start, int Length, RecordKind Kind)> _records = [];
    private BinaryWriter _writer;

    public RecordBatch() => _writer = NewWriter();

    public int SizeBytes => (int)_bytes.Length;

    public int Count => _records.Count;

    public void Clear()
    {
        _records.Clear();
        _bytes.SetLength(0);
        if (_bytes.Capacity <= KeepBytesMax)
            return;
        _bytes.Capacity = 0;
        _writer = NewWriter();
    }

    public void Add(JournalRecord record) => Add(writer => RecordPayload.Write(writer, record));

    /// <summary>The first record of a segment.</summary>
    public void AddSegmentHead(long number) =>
        Add(writer =>
        {
            writer.Write(Segment.Magic);
            writer.Write(Segment.Version);
            writer.Write(number);
            return RecordKind.SegmentHead;
        });

    /// <summary>Says up to which number earlier flushes had succeeded: what is bad at or below it is damage, not a torn tail.</summary>
    public void AddBatchHead(long flushedThrough) =>
        Add(writer =>
        {
            writer.Write(flushedThrough);
            return RecordKind.BatchHead;
        });

    /// <summary>Numbers and checksums the records for their segment, and gives the bytes to write.</summary>
    public ReadOnlySpan<byte> Seal(ulong salt, ref long sequenceNumber)
    {
        var bytes = _bytes.GetBuffer().AsSpan(0, SizeBytes);
        foreach (var (start, length, kind) in _records)
            new RecordHeader(length, ++sequenceNumber, salt, kind).Write(bytes[start..]);
        return bytes;
    }

    public void Dispose() => _writer.Dispose();

    private void Add(Func<BinaryWriter, RecordKind> write)
    {
        var start = SizeBytes;
        _bytes.SetLength(start + RecordHeader.SizeBytes);
        _bytes.Position = _bytes.Length;
        RecordKind kind;
        try
        {
            kind = write(_writer);
            _writer.Flush();
        }
        catch
        {
            // Half a record must not stay among whole ones.
            _bytes.SetLength(start);
            throw;
        }

        var length = SizeBytes - start - RecordHeader.SizeBytes;
        _bytes.SetLength(start + RecordHeader.PaddedSizeBytes(length));
        _records.Add((start, length, kind));
    }

    private BinaryWriter NewWriter() => new(_bytes, Encoding.UTF8, leaveOpen: true);
}
