namespace Roundtable.Tests.Doubles;

/// <summary>A kernel lock: it goes when it is let go, and with its process.</summary>
internal sealed class ForgetfulLock : IDisposable
{
    private readonly ForgetfulDisk _disk;
    private readonly string _path;

    private ForgetfulLock(ForgetfulDisk disk, string path)
    {
        (_disk, _path) = (disk, path);
        disk.System.Locks[path] = disk;
        disk.HandleCount++;
    }

    public static ForgetfulLock? TryTake(ForgetfulDisk disk, string path, byte[] owner)
    {
        if (disk.System.Locks.TryGetValue(path, out var holder) && !((ForgetfulDisk)holder).Plan.IsDead)
            return null;
        if (disk.System.Find(path) is not MemoryFile file)
            disk.System.Link(path, file = new MemoryFile());
        file.Write(0, owner);
        disk.System.Written(file);
        return new ForgetfulLock(disk, path);
    }

    public void Dispose()
    {
        if (_disk.System.Locks.GetValueOrDefault(_path) == _disk)
            _disk.System.Locks.Remove(_path);
        _disk.HandleCount--;
    }
}
