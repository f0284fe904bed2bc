using Microsoft.Extensions.Logging;
using Roundtable.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>
/// Removes segments once all they hold is in files that are flushed, and keeps a spare one ready. Runs behind the files, on
/// one of the threads that name them, never on two at once.
/// </summary>
internal sealed partial class SegmentRetirement : IDisposable
{
    private readonly JournalSetup _setup;
    private readonly DeletedFiles _deleted;
    private readonly IFileSystemFlusher _flusher;
    private readonly ILogger _logger;
    private Segment? _spare;
    private bool _isDoubtful;

    public SegmentRetirement(JournalSetup setup, DeletedFiles deleted)
    {
        (_setup, _deleted, _logger) = (setup, deleted, setup.Logger);
        // Open from before anything is written: a descriptor opened later would miss an error.
        _flusher = setup.Disk.OpenFlusher(setup.Folder);
    }

    /// <summary>
    /// A spare segment that is large enough, or null. One that was being made while another segment was begun has a number
    /// that is too low: recovery would read it before the records that it follows.
    /// </summary>
    public Segment? TakeSpare(int sizeBytes, long numberMin)
    {
        var spare = Interlocked.Exchange(ref _spare, null);
        if (spare is null || (spare.SizeBytes >= sizeBytes && spare.Number >= numberMin))
            return spare;
        spare.Dispose();
        _setup.Disk.Delete(spare.Path);
        return null;
    }

    /// <summary>The action that makes a spare segment; without room for it there is none.</summary>
    public Action PrepareSpare(long number) =>
        () =>
        {
            if (Volatile.Read(ref _spare) is not null)
                return;
            try
            {
                _spare = Segment.Create(_setup.Disk, _setup.JournalFolder, number, _setup.SegmentSizeBytes);
            }
            catch (DiskException failure)
            {
                LogNoSpare(failure);
            }
        };

    public void DropSpare()
    {
        if (Interlocked.Exchange(ref _spare, null) is not { } spare)
            return;
        spare.Dispose();
        _setup.Disk.Delete(spare.Path);
    }

    /// <summary>The action that flushes the file system and then removes these segments, in this order and no other.</summary>
    public Action Retire(IReadOnlyList<string> paths, long nextNumber) =>
        () =>
        {
            if (!TryFlush())
                return;
            foreach (var path in paths)
            {
                // One by one, oldest first: of an older segment alone, the replies that a later one ends would come back open.
                _setup.Disk.Delete(path);
                _setup.Disk.FlushFolder(_setup.JournalFolder);
            }

            _deleted.Remove();
            _setup.Metrics.AddCheckpoint();
            PrepareSpare(nextNumber)();
        };

    public void Dispose()
    {
        _spare?.Dispose();
        _flusher.Dispose();
    }

    /// <summary>
    /// After one failure no later success is believed: the kernel has forgotten which pages it lost. All segments stay from
    /// then on, and the next recovery writes all of their files once more.
    /// </summary>
    private bool TryFlush()
    {
        if (_isDoubtful)
            return false;
        try
        {
            _flusher.Flush();
            return true;
        }
        catch (DiskException failure)
        {
            _isDoubtful = true;
            LogFlushFailed(failure);
            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The file system could not be flushed. Nothing is lost: the journal is kept, and the next start writes its files once more. Look at the disk, then restart."
    )]
    private partial void LogFlushFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "There is no room for a spare journal segment.")]
    private partial void LogNoSpare(Exception exception);
}
