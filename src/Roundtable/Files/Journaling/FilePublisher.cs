using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Roundtable.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>
/// Gives files their names on a thread of its own, behind the journal that already holds them; a second thread helps while
/// many wait. Until a file has its name it is read from memory.
/// </summary>
internal sealed partial class FilePublisher : IFileQueue
{
    /// <summary>When so much waits, the journal waits too: a slow disk slows the models, not the memory.</summary>
    private const long WaitingBytesMax = 32 * 1024 * 1024;

    /// <summary>When so many things wait, two threads give names.</summary>
    private const int HelpedFrom = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly FileStoreMetrics _metrics;
    private readonly ILogger _logger;
    private readonly bool _runsByHand;
    private readonly object _gate = new();
    private readonly FileWork _work = new();
    private readonly ConcurrentDictionary<string, byte[]> _waiting = new();
    private readonly Thread _thread;
    private readonly FileNamer _helperNamer;
    private Thread? _helper;
    private long _waitingBytes;
    private long _refusedAt;
    private bool _closed;
    private volatile bool _stopped;

    public FilePublisher(JournalSetup setup)
    {
        (_disk, _folder, _metrics, _logger) = (setup.Disk, setup.Folder, setup.Metrics, setup.Logger);
        _runsByHand = setup.RunsByHand;
        Deleted = new DeletedFiles(setup);
        Namer = new FileNamer(setup, setup.JournalFolder);
        _helperNamer = FileNamer.ForHelper(setup);
        _thread = new Thread(() => Run(WorkAll)) { Name = "roundtable-files", IsBackground = true };
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
        if (_runsByHand)
            return;
        _thread.Start();
        lock (_gate)
            GetHelp();
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
            Enqueue(new FileWork.Step(file, null));
        }
    }

    public void AddRemoval(Removal removal) => AddBarrier(() => Deleted.Add(removal));

    /// <summary>Waits while too much waits. The journal does so after each batch, holding nothing that a reader needs.</summary>
    public void WaitForRoom()
    {
        lock (_gate)
        {
            while (_waitingBytes > WaitingBytesMax && Trouble is null && !_stopped)
                Monitor.Wait(_gate);
        }
    }

    /// <summary>Does something once every file added before has its name, and what was to be done before it is done.</summary>
    public void AddBarrier(Action action)
    {
        lock (_gate)
            Enqueue(new FileWork.Step(null, action));
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
        _helper?.Join();
    }

    private void Enqueue(FileWork.Step step)
    {
        _work.Add(step);
        GetHelp();
        Monitor.PulseAll(_gate);
    }

    /// <summary>Does the next thing that waits; false when nothing can be done, or when the disk refuses and it is to be tried again.</summary>
    internal bool DoNext(bool helps = false) => TryTake(out var step) && Do(step, helps ? _helperNamer : Namer);

    private bool TryTake([NotNullWhen(true)] out FileWork.Step? step)
    {
        lock (_gate)
            return _work.TryTake(out step);
    }

    private bool Do(FileWork.Step step, FileNamer namer)
    {
        try
        {
            step.Action?.Invoke();
            if (step.File is not null)
                Publish(step.File, namer);
        }
        catch (DiskException failure)
        {
            Refuse(step, failure);
            return false;
        }

        lock (_gate)
        {
            _work.Finish(step);
            _waitingBytes -= step.File?.Bytes.Length ?? 0;
            _metrics.AddWaiting(-(step.File?.Bytes.Length ?? 0));
            if (!_work.HasRefused && !_stopped)
                Trouble = null;
            GetHelp();
            Monitor.PulseAll(_gate);
        }

        return true;
    }

    private void Refuse(FileWork.Step step, DiskException failure)
    {
        lock (_gate)
        {
            _work.Refuse(step);
            if (Trouble is null)
                LogRefused(failure);
            if (!_stopped)
                Trouble = failure;
            _refusedAt = Stopwatch.GetTimestamp();
            Monitor.PulseAll(_gate);
        }
    }

    private void Publish(StoredFile file, FileNamer namer)
    {
        namer.Publish(file);
        var age = file.Age;
        _metrics.AddFile(file.Bytes.Length, age);
        LogPublished(file.Path, file.Bytes.Length, age.TotalMilliseconds);
        _waiting.TryRemove(new KeyValuePair<string, byte[]>(file.Path, file.Bytes));
    }

    private void Run(Action work)
    {
        try
        {
            work();
        }
#pragma warning disable CA1031 // The top of a thread: whatever stopped it is told, and stops all writing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // What it was at stays under way, so that the journal keeps what no file holds.
            LogStopped(exception);
            lock (_gate)
            {
                _stopped = true;
                Trouble = DiskException.Conflict(_folder, exception.Message);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void WorkAll()
    {
        while (WaitForWork())
            DoNext();

        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Has a second thread help, if much waits and none does; where the machine has no more threads, this one goes on alone.</summary>
    private void GetHelp()
    {
        if (_work.Count < HelpedFrom || _helper is not null || Trouble is not null || !_thread.IsAlive)
            return;
        var helper = new Thread(() => Run(Help)) { Name = "roundtable-help", IsBackground = true };
        try
        {
            helper.UnsafeStart(); // It is not part of the request that was added last.
            _helper = helper;
        }
        catch (OutOfMemoryException) { }
    }

    private void Help()
    {
        while (WaitForMore())
            DoNext(helps: true);
    }

    /// <summary>Whether there is more to help with; the helper ends when there is not.</summary>
    private bool WaitForMore()
    {
        lock (_gate)
        {
            while (!_stopped && Trouble is null && !_work.IsEmpty)
            {
                if (_work.CanTake)
                    return true;
                Monitor.Wait(_gate);
            }

            _helper = null;
            return false;
        }
    }

    /// <summary>Waits until there is something to do, and before trying again what the disk refused; false when there will be nothing.</summary>
    private bool WaitForWork()
    {
        lock (_gate)
        {
            // What the disk refuses at the end stays in the journal.
            while (!_stopped && !(_closed && (Trouble is not null || _work.IsEmpty)))
            {
                // Whoever adds something meanwhile rings the bell; that is no reason to ask the disk again at once.
                var left = Trouble is null ? TimeSpan.Zero : Pause - Stopwatch.GetElapsedTime(_refusedAt);
                if (left > TimeSpan.Zero)
                    Monitor.Wait(_gate, left);
                else if (_work.CanTake)
                    return true;
                else
                    Monitor.Wait(_gate);
            }

            return false;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A file could not be written; it is in the journal, and tried again until there is room."
    )]
    private partial void LogRefused(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Wrote '{File}', {SizeBytes} bytes, {Milliseconds} ms behind the journal.")]
    private partial void LogPublished(string file, int sizeBytes, double milliseconds);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Files get no names any more; what they hold is in the journal.")]
    private partial void LogStopped(Exception exception);
}
