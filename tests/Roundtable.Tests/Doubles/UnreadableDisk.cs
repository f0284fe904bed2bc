using Roundtable.Disk;

namespace Roundtable.Tests.Doubles;

/// <summary>A real disk with sectors that cannot be read any more.</summary>
internal sealed class UnreadableDisk(IDisk disk, Predicate<string> isUnreadable) : IDisk
{
    private const int InputOutput = 5;

    public void CreateFolder(string path) => disk.CreateFolder(path);

    public bool TryCreate(string path, out IDiskFile file) => disk.TryCreate(path, out file);

    public IDiskFile Open(string path) => disk.Open(path);

    public byte[]? Read(string path) => disk.Read(Readable(path));

    public byte[]? Read(string path, long position, int length) => disk.Read(Readable(path), position, length);

    public IReadOnlyList<string> List(string folder) => disk.List(folder);

    public bool TryPublish(string privatePath, string path) => disk.TryPublish(privatePath, path);

    public void Delete(string path) => disk.Delete(path);

    public void FlushFolder(string path) => disk.FlushFolder(path);

    public IFileSystemFlusher OpenFlusher(string folder) => disk.OpenFlusher(folder);

    public IDisposable? TryLock(string path, ReadOnlySpan<byte> owner) => disk.TryLock(path, owner);

    private string Readable(string path) =>
        isUnreadable(path) && File.Exists(path)
            ? throw new DiskException("pread", path, InputOutput, "Input/output error")
            : path;
}
