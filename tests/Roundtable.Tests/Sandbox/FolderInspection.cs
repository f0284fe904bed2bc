namespace Roundtable.Tests.Sandbox;

/// <summary>Reads a whole data folder, which must be at rest, and lists what is wrong with it.</summary>
internal sealed class FolderInspection(string data, IReadOnlySet<string> expected, IReadOnlySet<string> damaged)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None };

    private readonly List<string> _violations = [];
    private readonly List<StoredFileName> _names = [];
    private readonly HashSet<string> _seen = [];

    public IReadOnlyList<string> Violations()
    {
        Walk("");
        List<StoredFile> files = [.. _names.Where(name => name.Kind > StoredFileKind.Journal).Select(Read)];
        foreach (var file in files)
            Judge(file);
        _violations.AddRange(
            expected.Where(path => !_seen.Contains(path)).Select(path => $"{path}: was expected and is not there")
        );
        _violations.AddRange(new FolderRules(files, damaged.Contains).Violations());
        return _violations;
    }

    private void Walk(string folder)
    {
        var entries = new DirectoryInfo(Path.Combine(data, folder)).EnumerateFileSystemInfos("*", Everything);
        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
            _seen.Add(path);
            if (!expected.Contains(path))
                Place(path, entry);
        }
    }

    private void Place(string path, FileSystemInfo entry)
    {
        if (entry.LinkTarget is not null)
            _violations.Add($"{path}: is a symbolic link");
        else if (entry is DirectoryInfo && StoredFileName.IsFolder(path))
            Walk(path);
        else if (entry is FileInfo && StoredFileName.Parse(path) is { } name)
            _names.Add(name);
        else
            _violations.Add($"{path}: does not belong to the layout");
    }

    private StoredFile Read(StoredFileName name) => StoredFile.Read(name, File.ReadAllBytes(Path.Combine(data, name.Path)));

    private void Judge(StoredFile file)
    {
        var path = file.Name.Path;
        if (!damaged.Contains(path))
            _violations.AddRange(file.Problems.Select(problem => $"{path}: {problem}"));
        else if (file.IsSound)
            _violations.Add($"{path}: was declared damaged and is sound");
    }
}
