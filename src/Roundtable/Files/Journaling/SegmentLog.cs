using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Recovery;

namespace Roundtable.Files.Journaling;

/// <summary>
/// The segments: a batch is durable when <see cref="Write"/> returns. A flush that fails is never repeated: its segment is
/// closed for good, and the same batch goes to a fresh one whose numbers make those of the failed write void.
/// </summary>
internal sealed partial class SegmentLog : IDisposable
{
    /// <summary>A disk that refused is not asked more often than this.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly JournalSetup _setup;
    private readonly FilePublisher _files;
    private readonly StoreIndex _index;
    private readonly SegmentRetirement _retirement;
    private readonly RecordBatch _head = new();
    private readonly ILogger _logger;
    private List<string> _old;
    private Segment? _current;
    private DiskException? _refusal;
    private long _refusedAt;
    private long _nextNumber;
    private long _sequenceNumber;
    private long _flushedThrough;
    private long _emptyLengthBytes;
    private long _checkpointAt;

    /// <param name="replay">
    /// What recovery has read: it is in files, and what is open begins the first segment here, so its segments are retired at
    /// once. A process that dies again and again, before anything is written, must not pile them up.
    /// </param>
    public SegmentLog(JournalSetup setup, FilePublisher files, StoreIndex index, JournalReplay replay)
    {
        (_setup, _files, _index, _logger) = (setup, files, index, setup.Logger);
        _old = [.. replay.Segments];
        _nextNumber = replay.NextSegmentNumber;
        _sequenceNumber = _flushedThrough = replay.LastSequenceNumber;
        _retirement = new SegmentRetirement(setup, files.Deleted);
        try
        {
            Rotate(roomBytes: 0);
        }
        catch
        {
            Dispose();
            throw;
        }

        if (_old.Count > 0)
            RetireOld();
        _files.AddBarrier(_retirement.PrepareSpare(_nextNumber));
    }

    /// <summary>The number up to which everything is durable.</summary>
    public long FlushedThrough => _flushedThrough;

    /// <summary>Makes a batch durable.</summary>
    /// <exception cref="DiskException">It is not, and counts as never written: its numbers will be used again.</exception>
    public void Write(RecordBatch batch)
    {
        if (batch.SizeBytes > (_current?.RoomBytes ?? 0))
        {
            if (_refusal is { } refusal && Stopwatch.GetElapsedTime(_refusedAt) < Pause)
                throw refusal;
            Rotate(batch.SizeBytes);
        }

        try
        {
            Append(batch);
        }
        catch (DiskException failure)
        {
            LogSegmentFailed(failure, _current!.Path);
            Abandon(_current);
            _current = null;
            Rotate(batch.SizeBytes);
            AppendOrAbandon(batch);
        }
    }

    /// <summary>Makes sure that the next batch can be written, with a fresh segment if the one before was closed or there was no room.</summary>
    /// <exception cref="DiskException">It cannot.</exception>
    public void Probe()
    {
        if (_current is null || _refusal is not null)
            Rotate(roomBytes: 0);
    }

    /// <summary>Goes on in a fresh segment, when it is time, so that the one before can be emptied into files.</summary>
    public void KeepUp(bool isDue)
    {
        isDue |= Stopwatch.GetElapsedTime(_checkpointAt) >= _setup.CheckpointInterval;
        if (!isDue || _current?.LengthBytes == _emptyLengthBytes)
            return;
        _checkpointAt = Stopwatch.GetTimestamp();
        try
        {
            Rotate(roomBytes: 0);
        }
        catch (DiskException failure)
        {
            // If the segment at hand is sound it goes on being used until there is room for another.
            LogCheckpointPostponed(failure);
        }
    }

    /// <summary>Retires everything. What slipped in and is still open has its text here alone: then all stays for recovery.</summary>
    public void Finish()
    {
        if (_current is { } last && _index.Live.Count == 0)
            Retire(last);
        _files.AddBarrier(_retirement.DropSpare);
    }

    public void Dispose()
    {
        _current?.Dispose();
        _retirement.Dispose();
        _head.Dispose();
    }

    private void Append(RecordBatch batch)
    {
        var before = _sequenceNumber;
        var started = Stopwatch.GetTimestamp();
        try
        {
            _current!.Append(batch.Seal(_current.Salt, ref _sequenceNumber));
            Flush();
        }
        catch
        {
            _sequenceNumber = before;
            throw;
        }

        _setup.Metrics.AddBatch(batch.Count - 1, Stopwatch.GetElapsedTime(started));
    }

    private void AppendOrAbandon(RecordBatch batch)
    {
        try
        {
            Append(batch);
        }
        catch (DiskException failure)
        {
            Abandon(_current);
            _current = null;
            (_refusal, _refusedAt) = (failure, Stopwatch.GetTimestamp());
            throw;
        }
    }

    private void Flush()
    {
        // Without a flush nothing is known to be on the device: what a power cut takes then is a torn tail, and no damage.
        if (_setup.Durability == Durability.ProcessOnlyLossyOnPowerCut)
            return;
        _current!.Flush();
        _flushedThrough = _sequenceNumber;
    }

    /// <summary>
    /// Begins the next segment, and another one if its first records cannot be flushed; the one before, if there is one, is
    /// retired when all its files have their names.
    /// </summary>
    private void Rotate(int roomBytes)
    {
        var before = _current;
        for (var isSecond = false; ; isSecond = true)
        {
            try
            {
                Begin(roomBytes);
                break;
            }
            catch (DiskException failure)
            {
                if (!ReferenceEquals(_current, before))
                {
                    // Its first records may have reached the disk, and would make void what the one before takes from now on.
                    LogSegmentFailed(failure, _current!.Path);
                    Abandon(before);
                    Abandon(_current);
                    before = _current = null;
                }

                if (isSecond || failure.IsFull)
                {
                    (_refusal, _refusedAt) = (failure, Stopwatch.GetTimestamp());
                    throw;
                }
            }
        }

        _refusal = null;
        if (before is not null)
            Retire(before);
    }

    /// <summary>A fresh segment begins with every open reply as it stands. Its first number voids what a failed one has from there on.</summary>
    private void Begin(int roomBytes)
    {
        _head.Clear();
        _head.AddSegmentHead(_nextNumber);
        foreach (var reply in _index.Live.Values)
            _head.Add(new LiveRecord(reply));

        var sizeBytes = Math.Max(_setup.SegmentSizeBytes, _head.SizeBytes + roomBytes);
        _current =
            _retirement.TakeSpare(sizeBytes, _nextNumber)
            ?? Segment.Create(_setup.Disk, _setup.JournalFolder, _nextNumber, sizeBytes);
        _nextNumber = _current.Number + 1;
        Append(_head);
        _emptyLengthBytes = _current.LengthBytes;
        _checkpointAt = Stopwatch.GetTimestamp();
    }

    /// <summary>Never writes to the segment again. What was durable in it before stays, until all of it is in files.</summary>
    private void Abandon(Segment? segment)
    {
        if (segment is null)
            return;
        _old.Add(segment.Path);
        segment.Dispose();
    }

    private void Retire(Segment segment)
    {
        segment.Dispose();
        _old.Add(segment.Path);
        RetireOld();
    }

    private void RetireOld()
    {
        _files.AddBarrier(_retirement.Retire(_old, _nextNumber));
        _old = [];
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "'{Segment}' could not be written and flushed; it is closed for good, and a fresh one is tried."
    )]
    private partial void LogSegmentFailed(Exception exception, string segment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "No fresh journal segment could be made; the one at hand is used on.")]
    private partial void LogCheckpointPostponed(Exception exception);
}
