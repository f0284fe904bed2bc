using Roundtable.Disk;

namespace Roundtable.Tests.Doubles;

/// <summary>A file being written on a <see cref="ForgetfulDisk"/>.</summary>
internal sealed class ForgetfulFile : IDiskFile
{
    private readonly ForgetfulDisk _disk;
    private readonly MemoryFile _file;
    private readonly string _path;
    private int _known;
    private bool _disposed;

    public ForgetfulFile(ForgetfulDisk disk, MemoryFile file, string path)
    {
        (_disk, _file, _path, _known) = (disk, file, path, file.ErrorCount);
        disk.HandleCount++;
    }

    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var all = bytes.ToArray();
        _disk.Do(
            DiskOperation.Write,
            _path,
            () => Put(position, all),
            half: () => Put(position, all.AsSpan(0, _disk.Plan.Random.Next(all.Length)))
        );
    }

    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_file.HasFailedFlush)
            _disk.RepeatedFlushes.Add(_path);
        _disk.Do(DiskOperation.FlushFile, _path, WriteBack, fails: () => _disk.System.FailFile(_file, _disk.Plan.Random));
    }

    public void Dispose()
    {
        if (!_disposed)
            _disk.HandleCount--;
        _disposed = true;
    }

    private void WriteBack()
    {
        if (_known == _file.ErrorCount)
        {
            _disk.System.FlushFile(_file);
            return;
        }

        _known = _file.ErrorCount;
        _disk.System.FailFile(_file, _disk.Plan.Random);
        throw new DiskException("fdatasync", _path, FaultPlan.IoError, "an earlier write-back had failed");
    }

    private void Put(long position, ReadOnlySpan<byte> bytes)
    {
        _file.Write(position, bytes);
        _disk.System.Written(_file);
    }
}
