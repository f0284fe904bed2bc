using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>Judges what belongs to nobody: the folder itself, the journal's names, and the notes beside what was set aside.</summary>
internal sealed class RootCheck(string folder, VerificationLog log, IDisk disk)
{
    private static readonly string[] Names = [StoreLayout.Lock, StoreLayout.Users, StoreLayout.Journal, StoreLayout.Aside];

    public void Run()
    {
        foreach (var entry in FolderEntry.In(folder))
            Judge(entry, entry.Name, Names.Contains(entry.Name));
        foreach (var entry in FolderEntry.In(Path.Combine(folder, StoreLayout.Journal)))
            Judge(entry, $"{StoreLayout.Journal}/{entry.Name}", JournalLayout.IsKnown(entry.Name, entry.IsFolder));
        foreach (var entry in FolderEntry.In(Path.Combine(folder, StoreLayout.Aside)))
            CheckAside(entry.Name);
    }

    private void Judge(FolderEntry entry, string path, bool isKnown)
    {
        if (!isKnown)
            log.Note(path, "It is passed over.");
        else if (entry.IsLink)
            log.Note(path, "It is a symbolic link; all of a data folder has to lie on one file system.");
    }

    private void CheckAside(string name)
    {
        var path = $"{StoreLayout.Aside}/{name}";
        if (!KnownLosses.IsNote(name))
            return;
        if (log.Read(path, "What it said is not known any more.") is null)
            return;
        if (KnownLosses.ReadNote(disk, Path.Combine(folder, path)) is null)
            log.Find(path, Finding.Checksum, "What it said is not known any more.");
    }
}
