using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Schema;

namespace Roundtable.Sqlite.Checkpointing;

/// <summary>
/// Copies the write-ahead log into the file. A thread of its own does most of it beside the writing; the writer then copies
/// the little that is left, so that the log begins anew and does not grow.
/// </summary>
internal sealed partial class LogCopier : IDisposable
{
    /// <summary>Pages of 4 KiB in the log after which it is copied.</summary>
    private const long PagesBegin = 1_000;

    /// <summary>Pages after which the writer does not wait for the thread any more.</summary>
    private const long PagesMax = 16_000;

    /// <summary>While somebody reads an older state the log cannot be emptied; it is tried this often.</summary>
    private static readonly TimeSpan EmptyingPause = TimeSpan.FromSeconds(1);

    /// <summary>What overwriting gaps takes of the writer's time is one part of so many.</summary>
    private const int WritingShare = 20;

    private readonly string _path;
    private readonly Database _database;
    private readonly StoreMetrics _metrics;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Thread _thread;
    private volatile bool _isCopied; // The thread has copied all that there was.
    private volatile bool _isCopying;
    private volatile bool _isClosed;
    private bool _mustEmpty;
    private long _pauseBegan;
    private TimeSpan _pause;
    private long _pagesBefore;

    public LogCopier(string path, Durability durability, StoreMetrics metrics, ILogger logger)
    {
        (_path, _metrics, _logger) = (path, metrics, logger);
        // Opened once: by then another file may have the name.
        _database = DatabaseSettings.OpenToWrite(path, durability);
        _thread = new Thread(Run) { Name = "roundtable-log", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Called by the writer between transactions.</summary>
    public void KeepUp(Database writer)
    {
        if (_mustEmpty && Stopwatch.GetElapsedTime(_pauseBegan) >= _pause)
            Empty(writer);
        var pages = writer.PagesWritten - _pagesBefore;
        if (pages < PagesBegin || (_isCopying && pages < PagesMax))
            return;
        if (!_isCopied && pages < PagesMax)
        {
            _isCopying = true;
            _wake.Release();
            return;
        }

        TryCopy(writer, truncate: false);
        (_isCopied, _pagesBefore) = (false, writer.PagesWritten);
    }

    /// <summary>Says that deleted text is to leave the log and the file: as soon as the last time lies back far enough.</summary>
    public void RequireEmpty() => _mustEmpty = true;

    /// <summary>
    /// Copies everything and cuts the log off, so that no text that was deleted is left in it, nor in the file between its rows.
    /// While somebody reads an older state it cannot be done: nobody waits for that, and it is tried again.
    /// </summary>
    public void Empty(Database writer)
    {
        var begun = Stopwatch.GetTimestamp();
        writer.WaitForLocks(TimeSpan.Zero);
        try
        {
            _mustEmpty = !TryCopy(writer, truncate: true) || (PageGaps.AreRequired(writer) && !TryOverwriteGaps(writer));
        }
        catch (SqliteFailure failure)
        {
            _mustEmpty = true;
            LogNotCopied(failure);
        }
        finally
        {
            writer.WaitForLocks(DatabaseSettings.LockPatience);
        }

        (_pauseBegan, _pause) = (Stopwatch.GetTimestamp(), EmptyingPause + Stopwatch.GetElapsedTime(begun) * WritingShare);
    }

    public void Dispose()
    {
        _isClosed = true;
        _wake.Release();
        _thread.Join();
        _wake.Dispose();
        _database.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            _wake.Wait();
            if (_isClosed)
                return;
            _isCopied = TryCopy(_database, truncate: false);
            _isCopying = false;
        }
    }

    private bool TryOverwriteGaps(Database writer)
    {
        try
        {
            return PageGaps.TryOverwrite(writer, _path + "-wal");
        }
        catch (SqliteFailure failure) when (failure.IsBusy)
        {
            return false;
        }
    }

    private bool TryCopy(Database database, bool truncate)
    {
        try
        {
            var isCopied = database.TryCheckpoint(truncate);
            _metrics.AddCheckpoint();
            return isCopied;
        }
        catch (SqliteFailure failure)
        {
            // What is in the log is as durable as in the file.
            LogNotCopied(failure);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The log could not be copied into the database; it is tried again.")]
    private partial void LogNotCopied(Exception exception);
}
