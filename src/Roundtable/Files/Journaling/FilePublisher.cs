using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Stored;

namespace Roundtable.Files.Journaling;

/// <summary>
/// Gives files their names, in order and on a thread of its own, behind the journal that already holds them. Until a file
/// has its name it is read from memory.
/// </summary>
internal sealed partial class FilePublisher : IFileQueue
{
    /// <summary>When so much waits, the journal waits too: a slow disk slows the models, not the memory.</summary>
    private const long WaitingBytesMax = 32 * 1024 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly FileStoreMetrics _metrics;
    private readonly ILogger _logger;
    private readonly bool _runsByHand;
    private readonly object _gate = new();
    private readonly Queue<(StoredFile? File, Action? Action)> _queue = new();
    private readonly ConcurrentDictionary<string, byte[]> _waiting = new();
    private readonly Thread _thread;
    private long _waitingBytes;
    private long _refusedAt;
    private bool _closed;
    private bool _stopped;

    public FilePublisher(JournalSetup setup)
    {
        (_disk, _folder, _metrics, _logger) = (setup.Disk, setup.Folder, setup.Metrics, setup.Logger);
        _runsByHand = setup.RunsByHand;
        Deleted = new DeletedFiles(setup);
        Namer = new FileNamer(setup);
        _thread = new Thread(Run) { Name = "roundtable-files", IsBackground = true };
    }

    /// <summary>Gives a file its name at once.</summary>
    public FileNamer Namer { get; }

    /// <summary>What leaves the disk at the next checkpoint.</summary>
    public DeletedFiles Deleted { get; }

    /// <summary>What the disk answers at present; null while files get their names. What waits is in the journal, and read from memory.</summary>
    public DiskException? Trouble
    {
        get => Volatile.Read(ref field);
        private set => Volatile.Write(ref field, value);
    }

    /// <summary>Whether as much waits as may wait.</summary>
    public bool IsFull => Volatile.Read(ref _waitingBytes) > WaitingBytesMax;

    public void Start()
    {
        if (!_runsByHand)
            _thread.Start();
    }

    /// <summary>A file by its path in the data folder, whether it has its name yet or not; null when there is none.</summary>
    public byte[]? Read(string path) =>
        _waiting.TryGetValue(path, out var bytes) ? bytes : _disk.Read(Path.Combine(_folder, path));

    /// <summary>Whether a file has no name yet.</summary>
    public bool IsWaiting(string path) => _waiting.ContainsKey(path);

    public void Add(StoredFile file)
    {
        _waiting[file.Path] = file.Bytes;
        lock (_gate)
        {
            _waitingBytes += file.Bytes.Length;
            _metrics.AddWaiting(file.Bytes.Length);
            Enqueue((file, null));
        }
    }

    public void AddRemoval(ConversationId? id, IEnumerable<string> paths) => AddBarrier(() => Deleted.Add(id, paths));

    /// <summary>Waits while too much waits. The journal does so after each batch, holding nothing that a reader needs.</summary>
    public void WaitForRoom()
    {
        lock (_gate)
        {
            while (_waitingBytes > WaitingBytesMax && Trouble is null && !_stopped)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>Does something once every file added before has its name.</summary>
    public void AddBarrier(Action action)
    {
        lock (_gate)
            Enqueue((null, action));
    }

    /// <summary>Finishes what was added, then stops.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        if (_thread.IsAlive)
            _thread.Join();
    }

    private void Enqueue((StoredFile? File, Action? Action) work)
    {
        _queue.Enqueue(work);
        Monitor.PulseAll(_gate);
    }

    /// <summary>Does the next thing that waits; false when nothing waits, or when the disk refuses and it is to be tried again.</summary>
    internal bool DoNext()
    {
        (StoredFile? File, Action? Action) work;
        lock (_gate)
        {
            if (!_queue.TryPeek(out work))
                return false;
        }

        try
        {
            work.Action?.Invoke();
            if (work.File is not null)
                Publish(work.File);
            Trouble = null;
        }
        catch (DiskException failure)
        {
            if (Trouble is null)
                LogRefused(failure);
            Trouble = failure;
            _refusedAt = Stopwatch.GetTimestamp();
            return false;
        }

        lock (_gate)
        {
            _queue.Dequeue();
            _waitingBytes -= work.File?.Bytes.Length ?? 0;
            _metrics.AddWaiting(-(work.File?.Bytes.Length ?? 0));
            Monitor.PulseAll(_gate);
        }

        return true;
    }

    private void Run()
    {
        try
        {
            while (WaitForWork())
                DoNext();
        }
#pragma warning disable CA1031 // The top of a thread: whatever stopped it is told, and stops all writing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogStopped(exception);
            Trouble = DiskException.Conflict(_folder, exception.Message);
        }

        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until there is something to do, and before trying again what the disk refused; false when there will be nothing.</summary>
    private bool WaitForWork()
    {
        lock (_gate)
        {
            // Whoever adds something meanwhile rings the bell; that is no reason to ask the disk again at once.
            for (
                var left = Pause;
                Trouble is not null && !_closed && left > TimeSpan.Zero;
                left = Pause - Stopwatch.GetElapsedTime(_refusedAt)
            )
                Monitor.Wait(_gate, left);
            while (_queue.Count == 0 && !_closed)
                Monitor.Wait(_gate);
            // What the disk refuses at the end stays in the journal.
            return _queue.Count > 0 && (Trouble is null || !_closed);
        }
    }

    private void Publish(StoredFile file)
    {
        if (!Namer.TryPublish(file))
        {
            // A sound file of another content is another process's; anything else only stands in the way.
            var path = Path.Combine(_folder, file.Path);
            if (ChecksummedJson.IsSound(_disk.Read(path) ?? []))
                throw new IOException($"'{file.Path}' exists with another content. Nothing was overwritten.");
            new AsideFolder(_disk, _folder).Take(path);
            LogSetAside(file.Path);
            if (!Namer.TryPublish(file))
                throw new IOException($"'{file.Path}' exists again with another content. Nothing was overwritten.");
        }

        var age = file.Age;
        _metrics.AddFile(file.Bytes.Length, age);
        LogPublished(file.Path, file.Bytes.Length, age.TotalMilliseconds);
        _waiting.TryRemove(new KeyValuePair<string, byte[]>(file.Path, file.Bytes));
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A file could not be written; it is in the journal, and tried again until there is room."
    )]
    private partial void LogRefused(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Wrote '{File}', {SizeBytes} bytes, {Milliseconds} ms behind the journal.")]
    private partial void LogPublished(string file, int sizeBytes, double milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{File}' stood in the way and is no file of ours; it was set aside.")]
    private partial void LogSetAside(string file);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Files get no names any more; what they hold is in the journal.")]
    private partial void LogStopped(Exception exception);
}
