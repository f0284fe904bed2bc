using Roundtable.Disk;
using Roundtable.Files.Journaling;

namespace Roundtable.Files.Moving;

/// <summary>
/// Gives files of an unfinished folder their names, whole and not flushed: the file system is flushed once, when all is
/// there. Nobody reads the folder until then, so one that is there already may be replaced.
/// </summary>
internal sealed class CopiedFiles(IDisk disk, string folder)
{
    private readonly string _journal = Path.Combine(folder, StoreLayout.Journal);
    private readonly HashSet<string> _folders = [];
    private long _number;

    public void Write(string path, byte[] bytes)
    {
        var full = Path.Combine(folder, path);
        if (_folders.Add(Path.GetDirectoryName(full)!))
            disk.CreateFolder(Path.GetDirectoryName(full)!);
        var privatePath = WritePrivate(bytes);
        if (disk.TryPublish(privatePath, full))
            return;
        disk.Delete(full);
        if (!disk.TryPublish(privatePath, full))
            throw new IOException($"'{full}' was written by somebody else; stop the other process, then try again.");
    }

    public void Delete(string path) => disk.Delete(Path.Combine(folder, path));

    private string WritePrivate(byte[] bytes)
    {
        while (true)
        {
            var path = JournalLayout.Private(_journal, ++_number);
            if (!disk.TryCreate(path, out var file))
                continue;
            using (file)
                file.Write(0, bytes);
            return path;
        }
    }
}
