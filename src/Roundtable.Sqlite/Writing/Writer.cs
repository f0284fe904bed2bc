using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Roundtable.Queueing;
using Roundtable.Sqlite.Checkpointing;
using Roundtable.Sqlite.Searching;

namespace Roundtable.Sqlite.Writing;

/// <summary>
/// The group commit: one thread takes all that waits, writes it in one transaction, which is flushed once, and lets everybody
/// go on. A batch is what arrived during the commit before; nobody waits for company.
/// </summary>
internal sealed partial class Writer : IDisposable
{
    private const int BatchMax = 1024;

    /// <summary>Without work it looks this often whether something is left to tidy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>While writing is refused and nobody asks, the disk is tried this often: health turns green by itself.</summary>
    private static readonly TimeSpan TroubledPatience = TimeSpan.FromSeconds(1);

    /// <summary>A stop takes no longer for text that was deleted.</summary>
    private static readonly TimeSpan FinishingMax = TimeSpan.FromSeconds(2);

    private readonly RequestQueue<WriteRequest> _queue;
    private readonly List<WriteRequest> _taken = [];
    private readonly WriteTransaction _transaction;
    private readonly Batch _batch;
    private readonly LogCopier _log;
    private readonly StoreMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Thread _thread;
    private bool _hasDeletedText = true; // Until it was looked.
    private volatile bool _isIndexStale;
    private bool _isIndexReadable = true;

    public Writer(WriteTransaction transaction, LogCopier log, StoreMetrics metrics, ILogger logger)
    {
        (_transaction, _log, _metrics, _logger) = (transaction, log, metrics, logger);
        _batch = new Batch(transaction, new DamageMet(metrics, logger));
        _queue = new RequestQueue<WriteRequest>(metrics.AddQueued);
        transaction.Open.Refresh();
        _isIndexStale = IndexRebuild.IsRequired(transaction.Database);
        _thread = new Thread(Run) { Name = "roundtable-writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Why the last write was refused; null while writing works.</summary>
    public StorageUnavailableException? Trouble
    {
        get => Volatile.Read(ref field);
        private set
        {
            if (value is not null && field is null)
                LogRefusing(value);
            if (value is null && field is not null)
                LogWritingAgain();
            Volatile.Write(ref field, value);
        }
    }

    /// <summary>Whether a search may ask the index; where it may not, it is made anew beside the writing.</summary>
    public bool IsIndexed => !_isIndexStale;

    private bool HasToTidy => Trouble is null && (_hasDeletedText || (_isIndexStale && _isIndexReadable));

    /// <summary>Waits until the request is durable and visible. Cancelling stops the waiting; the write goes on.</summary>
    public async Task WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        using var span = request.BeginSpan();
        await _queue.AddAsync(request, cancellationToken).ConfigureAwait(false);
        _queue.Ring();
        await request.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes what waits, copies the log into the file and stops.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join();
        _queue.Dispose();
    }

    private void Run()
    {
        try
        {
            while (Step()) { }
            Finish();
        }
#pragma warning disable CA1031 // The top of a thread: whatever stopped it is told to everybody who waits or comes.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Stop(exception);
        }
    }

    /// <summary>Commits what waits, or waits for something; false when the queue is closed and nothing waits.</summary>
    private bool Step()
    {
        _taken.Clear();
        var patience = Trouble is not null ? TroubledPatience : Patience;
        if (!_queue.Wait(HasToTidy ? TimeSpan.Zero : patience))
            return false;
        _queue.Take(_taken);
        foreach (var requests in _taken.Chunk(BatchMax))
            Commit([.. requests]);
        if (_taken.Count == 0 && Trouble is not null)
            Trouble = _batch.Probe()?.ToRefusal();
        Tidy();
        return true;
    }

    private void Commit(List<WriteRequest> requests)
    {
        using var span = WriteSpans.BeginCommit(requests);
        var started = Stopwatch.GetTimestamp();
        if (_batch.Run(requests) is { } failure)
        {
            Trouble = failure.ToRefusal();
            _batch.Probe();
            foreach (var request in requests)
                request.Refuse(Trouble);
            return;
        }

        Trouble = null;
        _isIndexStale |= _transaction.Database.IsIndexLeft;
        _metrics.AddBatch(requests.Sum(request => request.RecordCount), Stopwatch.GetElapsedTime(started));
        foreach (var (message, seq, length) in _transaction.Written)
            LogWrote(message, seq, length);
        foreach (var request in requests)
        {
            _hasDeletedText |= request is Requests.DeleteConversation { IsFirst: true };
            request.Complete();
        }
    }

    /// <summary>What can wait: text that was deleted leaves the file, and the log is copied into it.</summary>
    private void Tidy()
    {
        if (Trouble is not null)
            return;
        if (_hasDeletedText)
            RemoveDeletedText();
        else if (_isIndexStale && _isIndexReadable)
            RebuildIndex();
        _log.KeepUp(_transaction.Database);
    }

    /// <summary>A step of it. Text behind a damaged part of the file stays until a repair, or is tried again with the next deletion.</summary>
    private void RemoveDeletedText()
    {
        var failure = _batch.Run(RemoveDeletedText);
        if (failure is { IsDamage: true } && _transaction.TryLeaveIndex())
            failure = _batch.Run(RemoveDeletedText);
        if (failure is { IsDamage: true })
        {
            _hasDeletedText = false;
            return;
        }

        _isIndexStale |= _transaction.Database.IsIndexLeft;

        Trouble = failure?.ToRefusal();
        if (_hasDeletedText)
            return;
        _log.RequireEmpty();
        // It may have met words that the index could not be told to forget.
        _isIndexStale = IndexRebuild.IsRequired(_transaction.Database);
    }

    private void RemoveDeletedText(WriteTransaction transaction) => _hasDeletedText = DeletedText.TryStep(transaction);

    /// <summary>A step of it. Where text cannot be read the index stays as it is until a repair, and searches read.</summary>
    private void RebuildIndex()
    {
        var isLeft = true;
        _transaction.Database.IsIndexLeft = false;
        var failure = _batch.Run(transaction => isLeft = IndexRebuild.TryStep(transaction.Database));
        _isIndexReadable = failure is not { IsOfTheRequest: true };
        if (!_isIndexReadable)
            LogNotIndexed(failure!);
        else
            Trouble = failure?.ToRefusal();
        _isIndexStale = isLeft;
        if (isLeft)
            return;
        LogIndexed();
        _hasDeletedText = true;
    }

    private void Finish()
    {
        // What is left of a very large conversation goes with the next start.
        var begun = Stopwatch.GetTimestamp();
        while (Trouble is null && _hasDeletedText && Stopwatch.GetElapsedTime(begun) < FinishingMax)
            RemoveDeletedText();
        if (Trouble is null)
            _log.Empty(_transaction.Database);
    }

    private void Stop(Exception exception)
    {
        var stopped = new StorageUnavailableException(
            StorageFault.Unavailable,
            "The store has stopped writing; reads go on. Restart it.",
            exception
        );
        Trouble = stopped;
        _queue.Close();
        _queue.Take(_taken);
        foreach (var request in _taken)
            request.Refuse(stopped);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Wrote chunk {Seq} of {MessageId}, {Length} code units.")]
    private partial void LogWrote(MessageId messageId, int seq, int length);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Writing is refused; reads go on.")]
    private partial void LogRefusing(Exception exception);

    [LoggerMessage(Level = LogLevel.Information, Message = "Writing works again.")]
    private partial void LogWritingAgain();

    [LoggerMessage(Level = LogLevel.Information, Message = "The search index is made anew; searches ask it again.")]
    private partial void LogIndexed();

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The search index cannot be made anew, as a part of the database cannot be read: searches read the text. Run 'repair'."
    )]
    private partial void LogNotIndexed(Exception exception);
}
