using Microsoft.Win32.SafeHandles;

namespace Roundtable.Disk;

/// <summary>
/// A kernel lock on an open file. It is given back by word and not by closing alone: a process that somebody starts at this moment has a
/// copy of the descriptor until it runs its program, and the lock lives as long as any copy.
/// </summary>
internal sealed class LinuxLock(SafeFileHandle handle) : IDisposable
{
    public void Dispose()
    {
        if (!handle.IsClosed)
            _ = Native.Lock(handle, Native.Unlock);
        handle.Dispose();
    }
}
