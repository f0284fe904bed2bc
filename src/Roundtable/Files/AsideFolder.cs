using Roundtable.Disk;

namespace Roundtable.Files;

/// <summary>Where damaged files are kept, out of the way: moved, never deleted and never over one another.</summary>
internal sealed class AsideFolder(IDisk disk, string folder)
{
    /// <summary>Moves a file out of the way.</summary>
    public void Take(string path)
    {
        for (var number = 1; !disk.TryPublish(path, PathOf(path, number)); number++) { }
    }

    /// <summary>Keeps a copy, unless there is one; what it is a copy of stays.</summary>
    public void Keep(string path, byte[] bytes)
    {
        IDiskFile copy;
        for (var number = 1; !disk.TryCreate(PathOf(path, number), out copy); number++)
        {
            if (disk.Read(PathOf(path, number)) is { } kept && kept.AsSpan().SequenceEqual(bytes))
                return;
        }

        using (copy)
        {
            copy.Write(0, bytes);
            copy.Flush();
        }
    }

    private string PathOf(string path, int number)
    {
        var aside = Path.Combine(folder, StoreLayout.Aside);
        disk.CreateFolder(aside);
        return Path.Combine(aside, $"{Path.GetFileName(path)}.{number}");
    }
}
