using System.IO.Enumeration;

namespace Roundtable.Files.Verification;

/// <summary>A name in a folder.</summary>
internal readonly record struct FolderEntry(string Name, bool IsLink, bool IsFolder)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None };

    /// <summary>What is in a folder, one by one; nothing when there is none, or when it is a symbolic link.</summary>
    public static IEnumerable<FolderEntry> In(string folder) =>
        new DirectoryInfo(folder) is { Exists: true, LinkTarget: null }
            ? new FileSystemEnumerable<FolderEntry>(
                folder,
                (ref FileSystemEntry entry) =>
                    new FolderEntry(
                        entry.FileName.ToString(),
                        entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
                        entry.IsDirectory
                    ),
                Everything
            )
            : [];

    /// <summary>How many files there are in a folder and below, links not followed.</summary>
    public static long Count(string folder)
    {
        var count = 0L;
        foreach (var entry in In(folder))
            count += entry is { IsFolder: true, IsLink: false } ? Count(Path.Combine(folder, entry.Name)) : 1;
        return count;
    }
}
