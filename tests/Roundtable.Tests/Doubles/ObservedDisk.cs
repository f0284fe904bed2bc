using Roundtable.Disk;

namespace Roundtable.Tests.Doubles;

/// <summary>
/// A real disk that does one thing at a time, tells the test before each change, and can be photographed in between: what
/// the picture shows is what a SIGKILL at that moment would leave.
/// </summary>
internal sealed class ObservedDisk(IDisk disk) : IDisk
{
    private readonly Lock _gate = new();

    /// <summary>Called before every change with what it is; nothing else changes meanwhile. It may throw.</summary>
    public Action<string> Before { get; set; } = _ => { };

    /// <summary>Changes so far.</summary>
    public int Changes { get; private set; }

    /// <summary>Copies a folder while nothing in it changes, and gives what the test says has been acknowledged by then.</summary>
    public T Photograph<T>(string folder, string copy, Func<T> acknowledged)
    {
        lock (_gate)
        {
            var known = acknowledged();
            FolderCopy.Make(folder, copy);
            return known;
        }
    }

    public void CreateFolder(string path) => Change("mkdir", () => disk.CreateFolder(path));

    public bool TryCreate(string path, out IDiskFile file)
    {
        IDiskFile? created = null;
        var isCreated = Change("create", () => disk.TryCreate(path, out created));
        file = isCreated ? new ObservedFile(this, created!) : null!;
        return isCreated;
    }

    public IDiskFile Open(string path) => new ObservedFile(this, disk.Open(path));

    public byte[]? Read(string path) => disk.Read(path);

    public byte[]? Read(string path, long position, int length) => disk.Read(path, position, length);

    public IReadOnlyList<string> List(string folder) => disk.List(folder);

    public bool TryPublish(string privatePath, string path) => Change("publish", () => disk.TryPublish(privatePath, path));

    public void Delete(string path) => Change("delete", () => disk.Delete(path));

    public void FlushFolder(string path) => Change("flush folder", () => disk.FlushFolder(path));

    public IFileSystemFlusher OpenFlusher(string folder) => new ObservedFlusher(this, disk.OpenFlusher(folder));

    public IDisposable? TryLock(string path, ReadOnlySpan<byte> owner) => disk.TryLock(path, owner);

    private void Change(string what, Action change) =>
        Change(
            what,
            () =>
            {
                change();
                return true;
            }
        );

    private T Change<T>(string what, Func<T> change)
    {
        lock (_gate)
        {
            Before(what);
            Changes++;
            return change();
        }
    }

    private sealed class ObservedFile(ObservedDisk disk, IDiskFile file) : IDiskFile
    {
        public void Write(long position, ReadOnlySpan<byte> bytes)
        {
            lock (disk._gate)
            {
                disk.Before("write");
                disk.Changes++;
                file.Write(position, bytes);
            }
        }

        public void Flush() => disk.Change("flush", file.Flush);

        public void Dispose() => file.Dispose();
    }

    private sealed class ObservedFlusher(ObservedDisk disk, IFileSystemFlusher flusher) : IFileSystemFlusher
    {
        public void Flush() => disk.Change("syncfs", flusher.Flush);

        public void Dispose() => flusher.Dispose();
    }
}
