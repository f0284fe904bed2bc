using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Recovery;
using Roundtable.Queueing;

namespace Roundtable.Files.Journaling;

/// <summary>
/// The group commit: one thread takes all that waits, writes it in one piece, flushes once, makes it visible and lets
/// everybody go on. A batch is what arrived during the flush before; nobody waits for company. Where nothing is flushed a
/// commit takes less time than waking a thread: whoever asks commits, unless somebody does already.
/// </summary>
internal sealed partial class Journal : IDisposable
{
    private const int BatchBytesMax = 2 * 1024 * 1024;

    /// <summary>While writing is refused and nobody asks, the disk is tried this often: health turns green by itself.</summary>
    private static readonly TimeSpan TroubledPatience = TimeSpan.FromSeconds(1);

    private readonly RequestQueue<JournalRequest> _queue;
    private readonly RecordBatch _batch = new();
    private readonly List<JournalRequest> _taken = [];
    private readonly List<JournalRequest> _prepared = [];
    private readonly TimeSpan _patience;
    private readonly FilePublisher _files;
    private readonly SegmentLog _log;
    private readonly ILogger _logger;
    private readonly Thread _thread;

    /// <summary>Who commits holds it.</summary>
    private readonly Lock _turn = new();
    private readonly bool _mayCommitAtOnce;
    private bool _isStopped;

    public Journal(JournalSetup setup, FilePublisher files, StoreIndex index, JournalReplay replay)
    {
        (_files, _logger, _patience) = (files, setup.Logger, setup.CheckpointInterval);
        _queue = new RequestQueue<JournalRequest>(setup.Metrics.AddQueued);
        _log = new SegmentLog(setup, files, index, replay);
        _thread = new Thread(Run) { Name = "roundtable-journal", IsBackground = true };
        _mayCommitAtOnce = setup is { RunsByHand: false, Durability: Durability.ProcessOnlyLossyOnPowerCut };
        if (!setup.RunsByHand)
            _thread.Start();
    }

    /// <summary>Why the last write was refused; null while writing works.</summary>
    public StorageUnavailableException? Trouble
    {
        get => Volatile.Read(ref field) ?? (_files.Trouble is { } waiting ? ToRefusal(waiting) : null);
        private set
        {
            if (value is not null && field is null)
                LogRefusing(value);
            if (value is null && field is not null)
                LogWritingAgain();
            Volatile.Write(ref field, value);
        }
    }

    /// <summary>Waits until the request is durable and visible. Cancelling stops the waiting; the write goes on.</summary>
    public async Task WriteAsync(JournalRequest request, CancellationToken cancellationToken)
    {
        using var span = request.BeginSpan();
        await _queue.AddAsync(request, cancellationToken).ConfigureAwait(false);
        if (!_mayCommitAtOnce || !TryCommitAtOnce())
            _queue.Ring();
        await request.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what waits, empties the journal into files and stops.</summary>
    public void Dispose()
    {
        _queue.Close();
        if (_thread.IsAlive)
            _thread.Join();
        _files.Close();
        _log.Dispose();
        _batch.Dispose();
        _queue.Dispose();
    }

    /// <summary>Commits what waits, or waits so long for something; false when the journal is closed and nothing waits.</summary>
    internal bool Step(TimeSpan patience, bool checkpoints = false)
    {
        if (!_queue.Wait(patience))
            return false;
        lock (_turn)
        {
            CommitWaiting();
            if (_taken.Count == 0)
                Resume();
            _log.KeepUp(checkpoints);
        }

        return true;
    }

    /// <summary>Retires all segments if nothing is open any more.</summary>
    internal void Finish()
    {
        lock (_turn)
        {
            if (!_isStopped)
                _log.Finish();
        }
    }

    private void Run()
    {
        try
        {
            while (Step(Trouble is null ? _patience : TroubledPatience)) { }
            Finish();
        }
#pragma warning disable CA1031 // The top of a thread: whatever stopped it is told to everybody who waits or comes.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Stop(exception);
        }
    }

    /// <summary>
    /// False when the thread has to: somebody else commits, who may have taken what waits or not; files lag behind, which takes
    /// waiting; or the disk refuses, and is to be asked again although nobody may come any more.
    /// </summary>
    private bool TryCommitAtOnce()
    {
        if (_files.IsFull || Trouble is not null || !_turn.TryEnter())
            return false;
        try
        {
            CommitWaiting();
        }
#pragma warning disable CA1031 // As at the top of the thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Stop(exception);
        }
        finally
        {
            _turn.Exit();
        }

        return Trouble is null;
    }

    private void CommitWaiting()
    {
        _taken.Clear();
        _queue.Take(_taken);
        Commit(_taken);
    }

    private void Commit(List<JournalRequest> requests)
    {
        for (var next = 0; next < requests.Count; )
        {
            _batch.Clear();
            _prepared.Clear();
            _batch.AddBatchHead(_log.FlushedThrough);
            while (next < requests.Count && _batch.SizeBytes < BatchBytesMax)
                Prepare(requests[next++]);
            if (TryWrite())
                Show();
        }
    }

    /// <summary>Nobody asks to write, perhaps because health says that it is refused: finds out whether it still is.</summary>
    private void Resume()
    {
        if (Trouble is null || _files.Trouble is not null)
            return;
        try
        {
            _log.Probe();
            Trouble = null;
        }
        catch (DiskException failure)
        {
            Trouble = ToRefusal(failure);
        }
    }

    private void Prepare(JournalRequest request)
    {
        if (_files.Trouble is { } trouble && (request.BeginsWork || _files.IsFull))
        {
            Trouble = ToRefusal(trouble);
            request.Refuse(Trouble);
            return;
        }

        try
        {
            foreach (var record in request.Prepare())
                _batch.Add(record);
            _prepared.Add(request);
        }
        catch (Exception refusal) when (Refusal.Is(refusal))
        {
            request.Refuse(refusal);
        }
    }

    /// <summary>Makes the batch durable; if the disk refuses, nothing of it has happened, and everybody is told.</summary>
    private bool TryWrite()
    {
        if (_batch.Count == 1)
            return true; // A batch head alone: everything was refused, or had been done before.
        using var span = JournalSpans.BeginFlush(_prepared, _batch);
        try
        {
            _log.Write(_batch);
            if (_files.Trouble is null)
                Trouble = null;
            return true;
        }
        catch (DiskException failure)
        {
            Trouble = ToRefusal(failure);
            for (var i = _prepared.Count - 1; i >= 0; i--)
                _prepared[i].Revert();
            foreach (var request in _prepared)
                request.Refuse(Trouble);
            return false;
        }
    }

    private void Show()
    {
        foreach (var request in _prepared)
        {
            request.Apply(_files);
            request.Complete();
        }

        _files.WaitForRoom();
    }

    internal static StorageUnavailableException ToRefusal(DiskException failure) =>
        failure switch
        {
            { IsFull: true } => new StorageUnavailableException(
                StorageFault.Full,
                "There is no room to write. Reads go on, and writing resumes when there is room.",
                failure
            ),
            { IsConflict: true } => new StorageUnavailableException(
                StorageFault.Unavailable,
                "Another process writes to this data folder; nothing was overwritten. Reads go on; stop the other process, then restart.",
                failure
            ),
            _ => new StorageUnavailableException(
                StorageFault.Unavailable,
                "The disk refuses to write. Reads go on, and writing resumes when the disk does.",
                failure
            ),
        };

    private void Stop(Exception exception)
    {
        var stopped = new StorageUnavailableException(
            StorageFault.Unavailable,
            "The store has stopped writing; reads go on. Restart it.",
            exception
        );
        Trouble = stopped;
        _queue.Close();
        lock (_turn)
        {
            _isStopped = true;
            _queue.Take(_taken);
            foreach (var request in _taken)
                request.Refuse(stopped);
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Writing is refused; reads go on.")]
    private partial void LogRefusing(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Writing works again.")]
    private partial void LogWritingAgain();
}
