using Roundtable.Disk;

namespace Roundtable.Tests.Doubles;

/// <summary>Flushes a whole file system; reports write-backs that failed since it was opened, and each of them once.</summary>
internal sealed class ForgetfulFlusher : IFileSystemFlusher
{
    private readonly ForgetfulDisk _disk;
    private readonly string _folder;
    private int _known;
    private bool _disposed;

    public ForgetfulFlusher(ForgetfulDisk disk, string folder)
    {
        (_disk, _folder) = (disk, folder);
        _known = disk.System.ErrorsSeen;
        disk.HandleCount++;
    }

    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var system = _disk.System;
        _disk.Do(
            DiskOperation.FlushFileSystem,
            _folder,
            system.FlushAll,
            fails: () =>
            {
                system.FailSome(_disk.Plan.Random);
                _known = system.ErrorsSeen = system.ErrorCount;
            }
        );
        if (_known == system.ErrorCount)
            return;
        _known = system.ErrorsSeen = system.ErrorCount;
        throw new DiskException("syncfs", _folder, FaultPlan.IoError, "an earlier write-back had failed");
    }

    public void Dispose()
    {
        if (!_disposed)
            _disk.HandleCount--;
        _disposed = true;
    }
}
