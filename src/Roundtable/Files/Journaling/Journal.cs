using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Roundtable.Files.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Recovery;

namespace Roundtable.Files.Journaling;

/// <summary>
/// The group commit: one thread takes all that waits, writes it in one piece, flushes once, makes it visible and lets
/// everybody go on. A batch is what arrived during the flush before; nobody waits for company.
/// </summary>
internal sealed partial class Journal : IDisposable
{
    /// <summary>Whoever finds so many requests waiting waits for room: a slow disk slows the models, not the memory.</summary>
    private const int WaitingMax = 16 * 1024;

    private const int BatchBytesMax = 2 * 1024 * 1024;

    private readonly JournalSetup _setup;
    private readonly FilePublisher _files;
    private readonly StoreIndex _index;
    private readonly ILogger _logger;
    private readonly object _gate = new();
    private readonly Queue<JournalRequest> _waiting = new();
    private readonly SemaphoreSlim _room = new(WaitingMax);
    private readonly RecordBatch _batch = new();
    private readonly RecordBatch _head = new();
    private readonly IFileSystemFlusher _flusher;
    private readonly Thread _thread;
    private IReadOnlyList<string> _oldSegments;
    private Segment _segment;
    private long _sequenceNumber;
    private long _flushedThrough;
    private long _emptyLengthBytes;
    private long _checkpointAt;
    private bool _closed;

    /// <param name="replay">What recovery has read; its segments are removed once all of it is in files.</param>
    public Journal(JournalSetup setup, FilePublisher files, StoreIndex index, JournalReplay replay)
    {
        (_setup, _files, _index, _oldSegments, _logger) = (setup, files, index, replay.Segments, setup.Logger);
        _flusher = setup.Disk.OpenFlusher(setup.Folder);
        _segment = null!;
        BeginSegment(replay.NextSegmentNumber);
        _thread = new Thread(Run) { Name = "roundtable-journal", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Why nothing can be written any more; null while all is well.</summary>
    public StorageUnavailableException? Failure { get; private set; }

    /// <summary>Waits until the request is durable and visible.</summary>
    public async Task WriteAsync(JournalRequest request, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (Failure is not null || _closed)
                throw Failure ?? new StorageUnavailableException(StorageFault.Unavailable, "The store is closing.");
            _waiting.Enqueue(request);
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
        }

        // Cancelling stops the waiting; the write goes on.
        await request.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what waits, empties the journal into files and stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
        _files.Close();
        _segment.Dispose();
        _flusher.Dispose();
        _batch.Dispose();
        _head.Dispose();
        _room.Dispose();
    }

    private void Run()
    {
        var requests = new List<JournalRequest>();
        try
        {
            while (Take(requests))
            {
                Commit(requests);
                requests.Clear();
                if (IsCheckpointDue())
                    BeginSegment(_segment.Number + 1);
            }

            Retire(_segment, [.. _oldSegments, _segment.Path]);
        }
#pragma warning disable CA1031 // The top of a thread: whatever stopped it is kept, told to everybody, and stops all writing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(exception, requests);
        }
    }

    /// <summary>Waits for requests or for the next checkpoint; false when the journal is closed and nothing waits.</summary>
    private bool Take(List<JournalRequest> requests)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_closed)
                Monitor.Wait(_gate, _setup.CheckpointInterval);
            if (_files.Failure is { } failure)
                throw new IOException(failure.Message, failure);
            requests.AddRange(_waiting);
            _waiting.Clear();
            if (requests.Count > 0)
                _room.Release(requests.Count);
            return requests.Count > 0 || !_closed;
        }
    }

    private void Commit(List<JournalRequest> requests)
    {
        for (var next = 0; next < requests.Count; )
        {
            var first = next;
            _batch.Clear();
            _batch.AddBatchHead(_flushedThrough);
            while (next < requests.Count && _batch.SizeBytes < BatchBytesMax)
                Prepare(requests[next++]);
            Write();
            for (var i = first; i < next; i++)
                Finish(requests[i]);
            _files.WaitForRoom();
        }
    }

    private void Prepare(JournalRequest request)
    {
        try
        {
            if (request.Prepare() is { } record)
                _batch.Add(record);
        }
        catch (Exception refusal)
            when (refusal
                    is InvalidOperationException
                        or ArgumentException
                        or TooManyRepliesException
                        or RevisionConflictException
            )
        {
            request.Refuse(refusal);
        }
    }

    private void Write()
    {
        if (_batch.Count == 1)
            return; // A batch head alone: everything was refused or had been done before.
        if (_batch.SizeBytes > _segment.RoomBytes)
            BeginSegment(_segment.Number + 1, _batch.SizeBytes);

        var started = Stopwatch.GetTimestamp();
        _segment.Append(_batch.Seal(_segment.Salt, ref _sequenceNumber));
        Flush();
        _setup.Metrics.AddBatch(_batch.Count - 1, Stopwatch.GetElapsedTime(started));
    }

    private void Finish(JournalRequest request)
    {
        if (request.Done.IsCompleted)
            return;
        request.Apply(_files);
        request.Complete();
    }

    private void Flush()
    {
        if (_setup.Durability == Durability.Power)
            _segment.Flush();
        _flushedThrough = _sequenceNumber;
    }

    private bool IsCheckpointDue() =>
        _segment.LengthBytes > _emptyLengthBytes && Stopwatch.GetElapsedTime(_checkpointAt) >= _setup.CheckpointInterval;

    /// <summary>
    /// Goes on in a fresh segment that begins with every open reply as it stands; the one before is removed when all its
    /// files have their names and the file system is flushed.
    /// </summary>
    private void BeginSegment(long number, int roomBytes = 0)
    {
        _head.Clear();
        _head.AddSegmentHead(number);
        foreach (var reply in _index.Live.Values)
            _head.Add(new LiveRecord(reply));

        var before = _segment;
        var sizeBytes = Math.Max(_setup.SegmentSizeBytes, _head.SizeBytes + roomBytes);
        _segment = Segment.Create(_setup.Disk, _setup.JournalFolder, number, sizeBytes);
        _segment.Append(_head.Seal(_segment.Salt, ref _sequenceNumber));
        Flush();
        _emptyLengthBytes = _segment.LengthBytes;
        _checkpointAt = Stopwatch.GetTimestamp();
        if (before is null)
            return;
        Retire(before, [.. _oldSegments, before.Path]);
        _oldSegments = [];
    }

    private void Retire(Segment segment, IReadOnlyList<string> paths) =>
        _files.AddBarrier(() =>
        {
            _flusher.Flush();
            foreach (var path in paths)
                _setup.Disk.Delete(path);
            _setup.Disk.FlushFolder(_setup.JournalFolder);
            segment.Dispose();
            _setup.Metrics.AddCheckpoint();
        });

    private void Fail(Exception exception, List<JournalRequest> requests)
    {
        var fault = exception is DiskException { IsFull: true } or { InnerException: DiskException { IsFull: true } }
            ? StorageFault.Full
            : StorageFault.Unavailable;
        LogStopped(exception, _setup.Folder);
        lock (_gate)
        {
            Failure = new StorageUnavailableException(
                fault,
                "The store has stopped writing; reads go on. Restart it when the cause is gone.",
                exception
            );
            requests.AddRange(_waiting);
            _waiting.Clear();
        }

        foreach (var request in requests)
            request.Refuse(Failure);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The store in {Folder} has stopped writing; reads go on.")]
    private partial void LogStopped(Exception exception, string folder);
}
