using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Roundtable.Moving;

/// <summary>What is to be known of a unit whose records have been read once: how many, a digest of them all, what was open.</summary>
internal sealed class UnitTally : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly HashSet<string> _lost = [];
    private readonly List<MessageChunk> _open = [];
    private MessageChunk? _last;

    public long Records { get; private set; }

    public long SizeBytes { get; private set; }

    /// <summary>The highest change number in it.</summary>
    public long Change { get; private set; }

    /// <summary>The last chunk, or the opening, of each message that has no end.</summary>
    public IReadOnlyList<MessageChunk> Open => _open;

    public void Dispose() => _hash.Dispose();

    public void Add(StoredRecord record)
    {
        Records++;
        SizeBytes += record.Line.Length;
        Change = Math.Max(Change, record.Change);
        _hash.AppendData(record.Line.Span);
        if (record.Place.Kind == RecordKind.Loss)
            _lost.Add(record.Place.Key.Split(' ')[0]);
        if (record.Chunk is not { } chunk)
            return;
        if (_last?.MessageId != chunk.MessageId)
            CloseMessage();
        _last = chunk;
    }

    /// <summary>Call it once, when all records were added.</summary>
    public ulong Digest()
    {
        CloseMessage();
        return BinaryPrimitives.ReadUInt64LittleEndian(_hash.GetHashAndReset());
    }

    /// <summary>A message whose end is known to be lost is not open.</summary>
    private void CloseMessage()
    {
        if (
            _last is { Status: MessageStatus.Streaming } last
            && !_lost.Contains(new ChunkId(last.MessageId, last.Seq + 1).ToString())
        )
            _open.Add(last);
        _last = null;
    }
}
