using Microsoft.Win32.SafeHandles;

namespace Roundtable.Disk;

/// <summary><c>syncfs(2)</c> through a descriptor that was open before.</summary>
internal sealed class LinuxFileSystemFlusher(SafeFileHandle handle, string path) : IFileSystemFlusher
{
    public void Flush()
    {
        if (Native.FlushFileSystem(handle) != 0)
            throw LinuxDisk.Failure("syncfs", path);
    }

    public void Dispose() => handle.Dispose();
}
