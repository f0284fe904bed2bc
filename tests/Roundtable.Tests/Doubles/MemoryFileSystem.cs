namespace Roundtable.Tests.Doubles;

/// <summary>
/// A file system in memory that knows what of it a power cut leaves. It is harsher than the real ones: a file's flush does not
/// take its name along, and names that were not flushed survive in any combination, a rename always as a whole.
/// </summary>
internal sealed class MemoryFileSystem
{
    private readonly List<EntryChange> _pending = [];
    private readonly HashSet<MemoryFile> _dirty = [];
    private readonly MemoryFolder _root;

    public MemoryFileSystem()
        : this(new MemoryFolder()) { }

    private MemoryFileSystem(MemoryFolder root) => _root = root;

    /// <summary>Write-backs that have failed.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>How many of them somebody has been told of. Who opens a flusher later is told of the others too, as Linux does.</summary>
    public int ErrorsSeen { get; set; }

    /// <summary>The process that holds the lock on a path.</summary>
    public Dictionary<string, object> Locks { get; } = [];

    /// <summary>Every name that was given by publishing, with its content.</summary>
    public Dictionary<string, byte[]> Published { get; private init; } = [];

    /// <summary>Names that were given a second time, to another content: there must be none.</summary>
    public List<string> Rewritten { get; private init; } = [];

    public IMemoryNode? Find(string path)
    {
        IMemoryNode? node = _root;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = (node as MemoryFolder)?.Cached.GetValueOrDefault(name);
        return node;
    }

    public MemoryFolder? FindFolder(string path) => Find(path) as MemoryFolder;

    /// <summary>What is in a folder, in order; nothing when there is none.</summary>
    public IEnumerable<KeyValuePair<string, IMemoryNode>> Names(string folder) =>
        FindFolder(folder) is { } found ? found.Cached.OrderBy(entry => entry.Key, StringComparer.Ordinal) : [];

    /// <summary>Sets a name; false when its folder is missing.</summary>
    public bool Link(string path, IMemoryNode? node) => Change((path, node));

    public bool Rename(string from, string to) => Change((from, null), (to, Find(from)));

    public void Written(MemoryFile file) => _dirty.Add(file);

    public void FlushFile(MemoryFile file)
    {
        file.WriteBack();
        _dirty.Remove(file);
    }

    public void FlushFolder(MemoryFolder folder) => MakeDurable(change => change.Touches(folder));

    public void FlushAll()
    {
        MakeDurable(_ => true);
        foreach (var file in _dirty.Where(file => file.IsRefused).ToList())
        {
            ErrorCount++;
            file.LosePages(new Random(ErrorCount), byFlush: false);
            _dirty.Remove(file);
        }

        foreach (var file in _dirty.ToList())
            FlushFile(file);
    }

    /// <summary>A file's flush that fails: what was dirty counts as written.</summary>
    public void FailFile(MemoryFile file, Random random)
    {
        ErrorCount++;
        file.LosePages(random, byFlush: true);
        _dirty.Remove(file);
    }

    /// <summary>A folder's flush that fails: its names stay as they were. A file system with a journal loses none of them silently.</summary>
    public void FailFolder(MemoryFolder folder, Random random)
    {
        ErrorCount++;
        MakeDurable(change => change.Touches(folder) && random.Next(2) == 0);
    }

    /// <summary>A write-back of everything that fails here and there, by itself or under a flush.</summary>
    public void FailSome(Random random)
    {
        ErrorCount++;
        MakeDurable(_ => random.Next(2) == 0);
        foreach (var file in _dirty.ToList())
        {
            if (random.Next(2) == 0)
                file.LosePages(random, byFlush: false);
            else
                file.WriteBack();
            _dirty.Remove(file);
        }
    }

    /// <summary>The file system after a power cut.</summary>
    public MemoryFileSystem Cut(Random random)
    {
        Survive(random);
        return new MemoryFileSystem((MemoryFolder)_root.AfterCut(random)) { Published = Published, Rewritten = Rewritten };
    }

    /// <summary>All files below a folder, by path.</summary>
    public IEnumerable<(string Path, MemoryFile File)> Files(string folder)
    {
        foreach (var (name, node) in Names(folder))
        {
            var path = $"{folder}/{name}";
            if (node is MemoryFile file)
                yield return (path, file);
            foreach (var below in node is MemoryFolder ? Files(path) : [])
                yield return below;
        }
    }

    private void Survive(Random random)
    {
        var mode = random.Next(4);
        var count = random.Next(_pending.Count + 1);
        var lost = new List<EntryChange>();
        for (var i = 0; i < _pending.Count; i++)
        {
            var survives = mode switch
            {
                0 => false,
                1 => true,
                2 => i < count,
                _ => random.Next(2) == 0,
            };
            if (survives && !lost.Exists(_pending[i].Overlaps))
                _pending[i].MakeDurable();
            else
                lost.Add(_pending[i]);
        }
    }

    private void MakeDurable(Predicate<EntryChange> wanted)
    {
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            if (i < _pending.Count && wanted(_pending[i]))
                MakeDurable(_pending[i]);
        }
    }

    /// <summary>A name's earlier changes are durable before its later ones.</summary>
    private void MakeDurable(EntryChange change)
    {
        while (_pending.Find(earlier => earlier.Overlaps(change)) is { } first && !ReferenceEquals(first, change))
            MakeDurable(first);
        change.MakeDurable();
        _pending.Remove(change);
    }

    private bool Change(params (string Path, IMemoryNode? Node)[] names)
    {
        var placed = names.Select(name =>
            (Folder: FindFolder(Path.GetDirectoryName(name.Path)!)!, Name: Path.GetFileName(name.Path), name.Node)
        );
        var change = new EntryChange([.. placed]);
        if (change.Names.Any(name => name.Folder is null))
            return false;
        change.Show();
        _pending.Add(change);
        return true;
    }
}
