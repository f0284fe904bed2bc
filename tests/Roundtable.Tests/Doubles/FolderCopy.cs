namespace Roundtable.Tests.Doubles;

internal static class FolderCopy
{
    /// <summary>Copies everything below a folder; the copy must not be there yet.</summary>
    public static void Make(string folder, string copy)
    {
        Directory.CreateDirectory(copy);
        foreach (var path in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(copy, Path.GetRelativePath(folder, path)));
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            Copy(path, Path.Combine(copy, Path.GetRelativePath(folder, path)));
    }

    /// <summary>A copy has no owner, and the platform would not copy a file that another handle has locked.</summary>
    private static void Copy(string path, string copy)
    {
        if (Path.GetFileName(path) != "lock")
            File.Copy(path, copy);
    }
}
