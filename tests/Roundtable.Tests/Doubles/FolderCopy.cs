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
            File.Copy(path, Path.Combine(copy, Path.GetRelativePath(folder, path)));
    }
}
