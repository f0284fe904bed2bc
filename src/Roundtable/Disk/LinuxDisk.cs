using System.IO.Enumeration;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Roundtable.Disk;

/// <summary>A real disk on Linux.</summary>
internal sealed class LinuxDisk : IDisk
{
    private const int FileMode = 0x1A0; // rw-r-----: conversations are their owner's business.
    private const int FolderMode = 0x1E8; // rwxr-x---
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    public void CreateFolder(string path)
    {
        if (TryCreateFolder(path))
            return;
        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
            CreateFolder(parent);
        if (!TryCreateFolder(path))
            throw Failure("mkdir", path);
    }

    public bool TryCreate(string path, out IDiskFile file)
    {
        var handle = Open(path, Native.ReadWrite | Native.Create | Native.Exclusive, [Native.Exists]);
        file = handle is null ? null! : new LinuxFile(handle, path);
        return handle is not null;
    }

    public IDiskFile Open(string path) => new LinuxFile(Open(path, Native.ReadWrite, [])!, path);

    public byte[]? Read(string path)
    {
        using var handle = Open(path, Native.ReadOnly, [Native.NoEntry]);
        return handle is null ? null : LinuxFile.ReadAll(handle, path);
    }

    public byte[]? Read(string path, long position, int length)
    {
        using var handle = Open(path, Native.ReadOnly, [Native.NoEntry]);
        return handle is null ? null : LinuxFile.Read(handle, path, position, length);
    }

    public IReadOnlyList<string> List(string folder) =>
        new DirectoryInfo(folder) is { Exists: true, LinkTarget: null }
            ? [.. new FileSystemEnumerable<string>(folder, static (ref entry) => entry.FileName.ToString(), Everything)]
            : [];

    public bool TryPublish(string privatePath, string path)
    {
        // File.Move(overwrite: false) is lstat + rename here, so a racing writer would silently win; these two are atomic.
        if (Native.Rename(Native.CurrentFolder, privatePath, Native.CurrentFolder, path, Native.NoReplace) == 0)
            return true;

        return Marshal.GetLastPInvokeError() switch
        {
            Native.Exists => false,
            Native.Invalid or Native.NoSystemCall => TryPublishByLink(privatePath, path),
            _ => throw Failure("renameat2", path),
        };
    }

    /// <summary>Flushes what lies behind a special file.</summary>
    public static void FlushDevice(string path)
    {
        using var file = new LinuxFile(Open(path, Native.ReadWrite, [])!, path);
        file.Flush();
    }

    /// <summary>How many names (hard links) a file has; 0 when there is none.</summary>
    public static unsafe int CountNames(string path)
    {
        Span<byte> result = stackalloc byte[Native.StatBytes];
        fixed (byte* start = result)
        {
            if (Native.Stat(Native.CurrentFolder, path, Native.NoFollowAt, Native.StatNames, start) == 0)
                return MemoryMarshal.Read<int>(result[Native.StatNamesAt..]);
        }

        return Marshal.GetLastPInvokeError() == Native.NoEntry ? 0 : throw Failure("statx", path);
    }

    public void Delete(string path)
    {
        if (Native.Unlink(path) != 0 && Marshal.GetLastPInvokeError() != Native.NoEntry)
            throw Failure("unlink", path);
    }

    public void FlushFolder(string path)
    {
        using var handle = Open(path.Length == 0 ? "." : path, Native.ReadOnly | Native.Directory, [])!;
        if (Native.Flush(handle) != 0)
            throw Failure("fsync", path);
    }

    public IFileSystemFlusher OpenFlusher(string folder) =>
        new LinuxFileSystemFlusher(Open(folder, Native.ReadOnly | Native.Directory, [])!, folder);

    public IDisposable? TryLock(string path, ReadOnlySpan<byte> owner)
    {
        var handle = Open(path, Native.ReadWrite | Native.Create, [])!;
        if (Native.Lock(handle, Native.LockExclusive | Native.LockNonBlocking) == 0)
        {
            new LinuxFile(handle, path).Replace(owner);
            return new LinuxLock(handle);
        }

        var isHeld = Marshal.GetLastPInvokeError() == Native.TryAgain;
        var failure = Failure("flock", path);
        handle.Dispose();
        return isHeld ? null : throw failure;
    }

    /// <summary>The last call's failure.</summary>
    internal static DiskException Failure(string operation, string path) =>
        new(operation, path, Marshal.GetLastPInvokeError(), Marshal.GetLastPInvokeErrorMessage());

    /// <summary>False when there is nothing to make it in.</summary>
    private bool TryCreateFolder(string path)
    {
        if (Native.MakeFolder(path, FolderMode) == 0)
        {
            FlushFolder(Path.GetDirectoryName(path)!);
            return true;
        }

        return Marshal.GetLastPInvokeError() switch
        {
            Native.Exists => true,
            Native.NoEntry => false,
            _ => throw Failure("mkdir", path),
        };
    }

    internal static bool TryPublishByLink(string privatePath, string path)
    {
        if (Native.Link(privatePath, path) == 0)
            return Native.Unlink(privatePath) == 0 ? true : throw Failure("unlink", privatePath);
        return Marshal.GetLastPInvokeError() == Native.Exists ? false : throw Failure("link", path);
    }

    private static SafeFileHandle? Open(string path, int flags, ReadOnlySpan<int> expected)
    {
        // Never follow a planted link, nor wait for somebody to write into a planted pipe.
        int descriptor;
        do descriptor = Native.Open(path, flags | Native.CloseOnExec | Native.NoFollow | Native.NonBlocking, FileMode);
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Native.Interrupted);

        if (descriptor >= 0)
            return new SafeFileHandle(descriptor, ownsHandle: true);
        return expected.Contains(Marshal.GetLastPInvokeError()) ? null : throw Failure("open", path);
    }
}
