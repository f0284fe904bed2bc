using Roundtable.Disk;

namespace Roundtable.Bench.Stores;

/// <summary>A real disk whose flush of a file takes so much longer.</summary>
internal sealed class SlowFlushDisk(TimeSpan delay) : IDisk
{
    private readonly LinuxDisk _disk = new();

    public void CreateFolder(string path) => _disk.CreateFolder(path);

    public bool TryCreate(string path, out IDiskFile file)
    {
        var isCreated = _disk.TryCreate(path, out file);
        file = isCreated ? new SlowFile(file, delay) : file;
        return isCreated;
    }

    public IDiskFile Open(string path) => new SlowFile(_disk.Open(path), delay);

    public byte[]? Read(string path) => _disk.Read(path);

    public byte[]? Read(string path, long position, int length) => _disk.Read(path, position, length);

    public IReadOnlyList<string> List(string folder) => _disk.List(folder);

    public bool TryPublish(string privatePath, string path) => _disk.TryPublish(privatePath, path);

    public void Delete(string path) => _disk.Delete(path);

    public void FlushFolder(string path) => _disk.FlushFolder(path);

    public IFileSystemFlusher OpenFlusher(string folder) => _disk.OpenFlusher(folder);

    public IDisposable? TryLock(string path, ReadOnlySpan<byte> owner) => _disk.TryLock(path, owner);

    private sealed class SlowFile(IDiskFile file, TimeSpan delay) : IDiskFile
    {
        private readonly ManualResetEventSlim _never = new();

        public void Write(long position, ReadOnlySpan<byte> bytes) => file.Write(position, bytes);

        public void Flush()
        {
            file.Flush();
            _never.Wait(delay);
        }

        public void Dispose()
        {
            file.Dispose();
            _never.Dispose();
        }
    }
}
