using Roundtable.Disk;

namespace Roundtable.Bench.Stores;

/// <summary>A real disk that counts what is written to it: segments of the journal as they are filled with zeros, their records, and files.</summary>
internal sealed class CountingDisk : IDisk
{
    private readonly LinuxDisk _disk = new();
    private long _zeroBytes;
    private long _journalBytes;
    private long _fileBytes;
    private long _flushes;

    public long ZeroBytes => Volatile.Read(ref _zeroBytes);

    public long JournalBytes => Volatile.Read(ref _journalBytes);

    public long FileBytes => Volatile.Read(ref _fileBytes);

    public long Flushes => Volatile.Read(ref _flushes);

    public void CreateFolder(string path) => _disk.CreateFolder(path);

    public bool TryCreate(string path, out IDiskFile file)
    {
        var isCreated = _disk.TryCreate(path, out file);
        file = isCreated ? new CountedFile(file, this, IsSegment(path)) : file;
        return isCreated;
    }

    public IDiskFile Open(string path) => new CountedFile(_disk.Open(path), this, IsSegment(path));

    public byte[]? Read(string path) => _disk.Read(path);

    public byte[]? Read(string path, long position, int length) => _disk.Read(path, position, length);

    public IReadOnlyList<string> List(string folder) => _disk.List(folder);

    public bool TryPublish(string privatePath, string path) => _disk.TryPublish(privatePath, path);

    public void Delete(string path) => _disk.Delete(path);

    public void FlushFolder(string path) => _disk.FlushFolder(path);

    public IFileSystemFlusher OpenFlusher(string folder) => _disk.OpenFlusher(folder);

    public IDisposable? TryLock(string path, ReadOnlySpan<byte> owner) => _disk.TryLock(path, owner);

    private static bool IsSegment(string path) => path.EndsWith(".segment", StringComparison.Ordinal);

    private sealed class CountedFile(IDiskFile file, CountingDisk disk, bool isSegment) : IDiskFile
    {
        public void Write(long position, ReadOnlySpan<byte> bytes)
        {
            ref var count = ref disk._fileBytes;
            if (isSegment)
                count = ref bytes.ContainsAnyExcept((byte)0) ? ref disk._journalBytes : ref disk._zeroBytes;
            Interlocked.Add(ref count, bytes.Length);
            file.Write(position, bytes);
        }

        public void Flush()
        {
            Interlocked.Increment(ref disk._flushes);
            file.Flush();
        }

        public void Dispose() => file.Dispose();
    }
}
