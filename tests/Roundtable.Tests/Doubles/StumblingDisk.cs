using Roundtable.Disk;

namespace Roundtable.Tests.Doubles;

/// <summary>A real disk that gives the first name once a second is asked for, refuses others, and knows how many it gives at once.</summary>
internal sealed class StumblingDisk : IDisk, IDisposable
{
    public const int NoSpace = 28;
    private static readonly TimeSpan HelpPatience = TimeSpan.FromSeconds(30);

    private readonly LinuxDisk _disk = new();
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _isHelped = new();
    private int _atOnce;

    /// <summary>Ends of paths that are refused the first time.</summary>
    public HashSet<string> RefusesOnce { get; init; } = [];

    /// <summary>The end of a path that is refused each time.</summary>
    public string? RefusesAlways { get; init; }

    public int AtOnceMax { get; private set; }

    /// <summary>The folders of the private names.</summary>
    public SortedSet<string> PrivateFolders { get; } = new(StringComparer.Ordinal);

    /// <summary>Names that were given, or are about to be.</summary>
    public int Published { get; private set; }

    public int Refused { get; private set; }

    public void CreateFolder(string path) => _disk.CreateFolder(path);

    public bool TryCreate(string path, out IDiskFile file) => _disk.TryCreate(path, out file);

    public IDiskFile Open(string path) => _disk.Open(path);

    public byte[]? Read(string path) => _disk.Read(path);

    public byte[]? Read(string path, long position, int length) => _disk.Read(path, position, length);

    public IReadOnlyList<string> List(string folder) => _disk.List(folder);

    public bool TryPublish(string privatePath, string path)
    {
        Begin(privatePath, path);
        try
        {
            _isHelped.Wait(HelpPatience);
            return _disk.TryPublish(privatePath, path);
        }
        finally
        {
            lock (_gate)
                _atOnce--;
        }
    }

    public void Delete(string path) => _disk.Delete(path);

    public void FlushFolder(string path) => _disk.FlushFolder(path);

    public IFileSystemFlusher OpenFlusher(string folder) => _disk.OpenFlusher(folder);

    public IDisposable? TryLock(string path, ReadOnlySpan<byte> owner) => _disk.TryLock(path, owner);

    public void Dispose() => _isHelped.Dispose();

    private void Begin(string privatePath, string path)
    {
        lock (_gate)
        {
            PrivateFolders.Add(Path.GetFileName(Path.GetDirectoryName(privatePath)!));
            var isPlanned = RefusesOnce.RemoveWhere(name => path.EndsWith('/' + name, StringComparison.Ordinal)) > 0;
            if (isPlanned || (RefusesAlways is { } always && path.EndsWith('/' + always, StringComparison.Ordinal)))
            {
                Refused++;
                throw new DiskException("renameat2", path, NoSpace, "No space left on device");
            }

            Published++;
            AtOnceMax = Math.Max(AtOnceMax, ++_atOnce);
            if (AtOnceMax > 1)
                _isHelped.Set();
        }
    }
}
