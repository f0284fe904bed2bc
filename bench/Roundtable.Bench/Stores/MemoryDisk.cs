using System.Collections.Concurrent;
using Roundtable.Disk;

namespace Roundtable.Bench.Stores;

/// <summary>A disk that costs nothing: the store's own work is all that is left. It forgets its files with the process.</summary>
internal sealed class MemoryDisk : IDisk
{
    private readonly ConcurrentDictionary<string, MemoryFile> _files = new();

    public void CreateFolder(string path) { }

    public bool TryCreate(string path, out IDiskFile file)
    {
        var created = new MemoryFile();
        file = created;
        return _files.TryAdd(path, created);
    }

    public IDiskFile Open(string path) => _files[path];

    public byte[]? Read(string path) => _files.TryGetValue(path, out var file) ? file.Bytes.ToArray() : null;

    public byte[]? Read(string path, long position, int length) =>
        _files.TryGetValue(path, out var file) ? [.. file.Bytes.ToArray().Skip((int)position).Take(length)] : null;

    public IReadOnlyList<string> List(string folder) =>
        [.. _files.Keys.Where(path => Path.GetDirectoryName(path) == folder).Select(path => Path.GetFileName(path))];

    public bool TryPublish(string privatePath, string path) =>
        _files.TryAdd(path, _files[privatePath]) && _files.TryRemove(privatePath, out _);

    public void Delete(string path) => _files.TryRemove(path, out _);

    public void FlushFolder(string path) { }

    public IFileSystemFlusher OpenFlusher(string folder) => new NoFlusher();

    public IDisposable? TryLock(string path, ReadOnlySpan<byte> owner) => new MemoryFile();

    private sealed class MemoryFile : IDiskFile
    {
        public MemoryStream Bytes { get; } = new();

        public void Write(long position, ReadOnlySpan<byte> bytes)
        {
            Bytes.Position = position;
            Bytes.Write(bytes);
        }

        public void Flush() { }

        public void Dispose() { }
    }

    private sealed class NoFlusher : IFileSystemFlusher
    {
        public void Flush() { }

        public void Dispose() { }
    }
}
