using Roundtable.Disk;

namespace Roundtable.Tests.Doubles;

/// <summary>One process's disk over a file system that forgets what was not flushed, and that fails or dies by plan.</summary>
internal sealed class ForgetfulDisk(MemoryFileSystem system, FaultPlan plan) : IDisk
{
    public MemoryFileSystem System => system;

    public FaultPlan Plan => plan;

    /// <summary>Flushes that were repeated after they had failed, which falsely succeed: there must be none.</summary>
    public List<string> RepeatedFlushes { get; } = [];

    /// <summary>Open files, flushers and locks.</summary>
    public int HandleCount { get; set; }

    public void CreateFolder(string path)
    {
        if (system.FindFolder(path) is not null)
        {
            Do(DiskOperation.MakeFolder, path, () => { });
            return;
        }

        var parent = Path.GetDirectoryName(path)!;
        if (system.FindFolder(parent) is null)
            CreateFolder(parent);
        Do(DiskOperation.MakeFolder, path, () => system.Link(path, new MemoryFolder()));
        FlushFolder(parent);
    }

    public bool TryCreate(string path, out IDiskFile file)
    {
        var created = new MemoryFile();
        var isNew = Do(
            DiskOperation.Create,
            path,
            () => system.Find(path) is null && (system.Link(path, created) ? true : throw Failure("open", path, 2))
        );
        file = isNew ? new ForgetfulFile(this, created, path) : null!;
        return isNew;
    }

    public IDiskFile Open(string path) =>
        Do(
            DiskOperation.Open,
            path,
            () => new ForgetfulFile(this, system.Find(path) as MemoryFile ?? throw Failure("open", path, 2), path)
        );

    public byte[]? Read(string path) => Do(DiskOperation.Read, path, () => (system.Find(path) as MemoryFile)?.Cached);

    public byte[]? Read(string path, long position, int length) =>
        Do(
            DiskOperation.Read,
            path,
            () =>
                system.Find(path) is MemoryFile { Cached: var bytes }
                    ? bytes[(int)Math.Min(position, bytes.Length)..(int)Math.Min(position + length, bytes.Length)]
                    : null
        );

    public IReadOnlyList<string> List(string folder) =>
        Do(
            DiskOperation.List,
            folder,
            () =>
            {
                string[] names = [.. system.Names(folder).Select(entry => entry.Key)];
                plan.Random.Shuffle(names);
                return names;
            }
        );

    public bool TryPublish(string privatePath, string path) => Do(DiskOperation.Publish, path, () => Rename(privatePath, path));

    public void Delete(string path) =>
        Do(
            DiskOperation.Delete,
            path,
            () =>
            {
                if (system.Find(path) is not null)
                    system.Link(path, null);
            }
        );

    public void FlushFolder(string path)
    {
        var folder = system.FindFolder(path) ?? throw Failure("open", path, 2);
        Do(
            DiskOperation.FlushFolder,
            path,
            () => system.FlushFolder(folder),
            fails: () => system.FailFolder(folder, plan.Random)
        );
    }

    public IFileSystemFlusher OpenFlusher(string folder)
    {
        Do(DiskOperation.OpenFlusher, folder, () => { });
        return new ForgetfulFlusher(this, folder);
    }

    public IDisposable? TryLock(string path, ReadOnlySpan<byte> owner)
    {
        var bytes = owner.ToArray();
        return Do(DiskOperation.Lock, path, () => ForgetfulLock.TryTake(this, path, bytes));
    }

    /// <summary>Carries out an operation, or what its fate leaves of it.</summary>
    /// <param name="half">What it does when it is cut in its middle; nothing without.</param>
    /// <param name="fails">What the kernel forgets when it fails with an error of the medium.</param>
    public T Do<T>(DiskOperation operation, string path, Func<T> effect, Action? half = null, Action? fails = null)
    {
        switch (plan.Next(operation))
        {
            case DiskFate.DiesBefore:
                throw Death();
            case DiskFate.DiesAmid:
                half?.Invoke();
                throw Death();
            case DiskFate.DiesAfter:
                effect();
                throw Death();
            case DiskFate.Fails:
                if (plan.Error == FaultPlan.IoError)
                    fails?.Invoke();
                throw Failure(operation.ToString(), path, plan.Error);
            case DiskFate.FailsAmid:
                half?.Invoke();
                fails?.Invoke();
                if (operation is DiskOperation.Publish or DiskOperation.Delete)
                    effect();
                throw Failure(operation.ToString(), path, plan.Error);
            default:
                return effect();
        }
    }

    public void Do(DiskOperation operation, string path, Action effect, Action? half = null, Action? fails = null) =>
        Do(
            operation,
            path,
            () =>
            {
                effect();
                return true;
            },
            half,
            fails
        );

    private bool Rename(string privatePath, string path)
    {
        if (system.Find(path) is not null)
            return false;
        if (system.Find(privatePath) is not MemoryFile file || !system.Rename(privatePath, path))
            throw Failure("renameat2", path, 2);
        if (system.Published.TryGetValue(path, out var before) && !before.AsSpan().SequenceEqual(file.Cached))
            system.Rewritten.Add(path);
        system.Published[path] = file.Cached;
        return true;
    }

    private static DiskException Failure(string operation, string path, int error) => new(operation, path, error, "by plan");

    private ProcessDiedException Death()
    {
        plan.IsDead = true;
        return new ProcessDiedException();
    }
}
