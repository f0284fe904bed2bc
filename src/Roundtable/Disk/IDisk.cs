namespace Roundtable.Disk;

/// <summary>
/// What the file store asks of an operating system, and the only seam for faults: a real disk, one that fails, one that
/// forgets. Every member throws <see cref="DiskException"/> when the system refuses; no failure goes unreported.
/// </summary>
internal interface IDisk
{
    /// <summary>Makes a folder and those above it, durably; nothing happens when it is there.</summary>
    void CreateFolder(string path);

    /// <summary>Creates a file that must not exist; false when it does.</summary>
    bool TryCreate(string path, out IDiskFile file);

    /// <summary>A file that is there, to be written in place.</summary>
    IDiskFile Open(string path);

    /// <summary>The whole file; null when there is none. A symbolic link is not followed.</summary>
    byte[]? Read(string path);

    /// <summary>So many bytes of a file from a position on, or fewer where it ends; null when there is none.</summary>
    byte[]? Read(string path, long position, int length);

    /// <summary>The names in a folder, in no order; none when there is no folder, or a symbolic link.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Gives a private file its name in one step; false, and nothing changed, when the name is taken.</summary>
    bool TryPublish(string privatePath, string path);

    /// <summary>Removes a name; nothing happens when it is not there.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a folder durable.</summary>
    void FlushFolder(string path);

    /// <summary>Makes all that was written to a folder's file system since this was opened durable.</summary>
    IFileSystemFlusher OpenFlusher(string folder);

    /// <summary>Takes a kernel lock that dies with the process; null when another process holds it.</summary>
    IDisposable? TryLock(string path, ReadOnlySpan<byte> owner);
}
