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
        List<StoredFile> files =
        [
            .. _names.Where(name => name.Kind is > StoredFileKind.Aside and not StoredFileKind.Sealed).Select(Read),
        ];
        foreach (var file in files)
            Judge(file);
        var lines = _names.Where(name => name.Kind is StoredFileKind.Sealed).SelectMany(ReadSealed).ToList();
        var lost = files.Where(file => file is { Name.Kind: StoredFileKind.Note, IsSound: true }).SelectMany(LostBy).ToHashSet();
        List<StoredFile> stored =
        [
            .. files
                .Concat(lines)
                .Where(file => file.Name.Kind is not (StoredFileKind.Note or StoredFileKind.Unfinished))
                .DistinctBy(file => file.Name.Path),
        ];
        _violations.AddRange(
            expected.Where(path => !_seen.Contains(path)).Select(path => $"{path}: was expected and is not there")
        );
        _violations.AddRange(new FolderRules(stored, path => damaged.Contains(path) || lost.Contains(path)).Violations());
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
        if (StoredFileName.Parse(path) is { Kind: StoredFileKind.Aside })
            return; // Whatever it was.
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

    /// <summary>Lines that are not sound count as missing, and have to be declared as that, too.</summary>
    private IEnumerable<StoredFile> ReadSealed(StoredFileName name)
    {
        var content = SealedContent.Read(name, File.ReadAllBytes(Path.Combine(data, name.Path)));
        if (!damaged.Contains(name.Path))
            _violations.AddRange(content.Problems.Select(problem => $"{name.Path}: {problem}"));
        else if (content.Problems.Count == 0)
            _violations.Add($"{name.Path}: was declared damaged and is sound");
        return content.Files.Where(file => file.IsSound);
    }

    private static IEnumerable<string> LostBy(StoredFile note) =>
        note.Root.GetProperty("lost").EnumerateArray().Select(path => path.GetString()!);

    private void Judge(StoredFile file)
    {
        var path = file.Name.Path;
        if (!damaged.Contains(path))
            _violations.AddRange(file.Problems.Select(problem => $"{path}: {problem}"));
        else if (file.IsSound)
            _violations.Add($"{path}: was declared damaged and is sound");
    }
}
