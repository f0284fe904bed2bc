namespace Roundtable.Tests.Doubles;

/// <summary>A change of names that happens as a whole: a name that appears or goes, or the two names of a rename.</summary>
internal sealed record EntryChange(IReadOnlyList<(MemoryFolder Folder, string Name, IMemoryNode? Node)> Names)
{
    public bool Touches(MemoryFolder folder) => Names.Any(name => ReferenceEquals(name.Folder, folder));

    public bool Overlaps(EntryChange other) =>
        Names.Any(name => other.Names.Any(its => ReferenceEquals(its.Folder, name.Folder) && its.Name == name.Name));

    public void Show()
    {
        foreach (var (folder, name, node) in Names)
            Set(folder.Cached, name, node);
    }

    public void MakeDurable()
    {
        foreach (var (folder, name, node) in Names)
            Set(folder.Durable, name, node);
    }

    private static void Set(Dictionary<string, IMemoryNode> names, string name, IMemoryNode? node)
    {
        if (node is null)
            names.Remove(name);
        else
            names[name] = node;
    }
}
