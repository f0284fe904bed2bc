using System.Collections.Concurrent;
using Roundtable.Files.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>
/// Gives files their names, in order and on a thread of its own, behind the journal that already holds them. Until a file
/// has its name it is read from memory.
/// </summary>
internal sealed class FilePublisher : IFileQueue
{
    /// <summary>When so much waits, the journal waits too: a slow disk slows the models, not the memory.</summary>
    private const long WaitingBytesMax = 32 * 1024 * 1024;

    private readonly IDisk _disk;
    private readonly string _folder;
    private readonly FileStoreMetrics _metrics;
    private readonly object _gate = new();
    private readonly Queue<(StoredFile? File, Action? Action)> _queue = new();
    private readonly ConcurrentDictionary<string, byte[]> _waiting = new();
    private readonly Thread _thread;
    private long _waitingBytes;
    private long _privateNumber;
    private bool _closed;

    public FilePublisher(IDisk disk, string folder, FileStoreMetrics metrics)
    {
        (_disk, _folder, _metrics) = (disk, folder, metrics);
        _thread = new Thread(Run) { Name = "roundtable-files", IsBackground = true };
    }

    /// <summary>Why it stopped; null while it works. What waits then is in the journal, and read from memory.</summary>
    public Exception? Failure { get; private set; }

    public void Start() => _thread.Start();

    /// <summary>A file by its path in the data folder, whether it has its name yet or not; null when there is none.</summary>
    public byte[]? Read(string path) =>
        _waiting.TryGetValue(path, out var bytes) ? bytes : _disk.Read(Path.Combine(_folder, path));

    public void Add(StoredFile file)
    {
        _waiting[file.Path] = file.Bytes;
        lock (_gate)
        {
            _waitingBytes += file.Bytes.Length;
            Enqueue((file, null));
        }
    }

    /// <summary>Waits while too much waits. The journal does so after each batch, holding nothing that a reader needs.</summary>
    public void WaitForRoom()
    {
        lock (_gate)
        {
            while (_waitingBytes > WaitingBytesMax && Failure is null)
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

        _thread.Join();
    }

    /// <summary>Gives one file its name now. False when a different file has it: nothing is ever overwritten.</summary>
    public bool TryPublish(StoredFile file)
    {
        var path = Path.Combine(_folder, file.Path);
        var privatePath = WritePrivate(file.Bytes);
        if (_disk.TryPublish(privatePath, path))
            return true;
        _disk.Delete(privatePath);
        return _disk.Read(path) is { } taken && taken.AsSpan().SequenceEqual(file.Bytes);
    }

    private void Enqueue((StoredFile? File, Action? Action) work)
    {
        _queue.Enqueue(work);
        Monitor.PulseAll(_gate);
    }

    private void Run()
    {
        try
        {
            while (TryTake() is var (file, action) && (file is not null || action is not null))
            {
                action?.Invoke();
                if (file is not null)
                    Publish(file);
            }
        }
#pragma warning disable CA1031 // The top of a thread: whatever stopped it is kept, and stops all writing.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lock (_gate)
            {
                Failure = exception;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private (StoredFile? File, Action? Action) TryTake()
    {
        lock (_gate)
        {
            while (_queue.Count == 0 && !_closed)
                Monitor.Wait(_gate);
            return _queue.TryDequeue(out var work) ? work : default;
        }
    }

    private void Publish(StoredFile file)
    {
        if (!TryPublish(file))
            throw new IOException(
                $"'{file.Path}' exists with another content: another process writes to this data folder. Nothing was overwritten."
            );

        _metrics.AddFile(file.Bytes.Length);
        _waiting.TryRemove(new KeyValuePair<string, byte[]>(file.Path, file.Bytes));
        lock (_gate)
        {
            _waitingBytes -= file.Bytes.Length;
            Monitor.PulseAll(_gate);
        }
    }

    private string WritePrivate(byte[] bytes)
    {
        while (true)
        {
            var path = JournalLayout.Private(
                Path.Combine(_folder, StoreLayout.Journal),
                Interlocked.Increment(ref _privateNumber)
            );
            if (!_disk.TryCreate(path, out var file))
                continue;
            using (file)
                file.Write(0, bytes);
            return path;
        }
    }
}
