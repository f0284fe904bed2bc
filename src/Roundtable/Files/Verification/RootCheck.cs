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
        {
            if (!Names.Contains(entry.Name))
                log.Note(entry.Name, "It is passed over.");
            else if (entry.IsLink)
                log.Note(entry.Name, "It is a symbolic link; all of a data folder has to lie on one file system.");
        }

        foreach (var entry in FolderEntry.In(Path.Combine(folder, StoreLayout.Journal)))
        {
            if (!JournalLayout.IsKnown(entry.Name))
                log.Note($"{StoreLayout.Journal}/{entry.Name}", "It is passed over.");
        }

        foreach (var entry in FolderEntry.In(Path.Combine(folder, StoreLayout.Aside)))
            CheckAside(entry.Name);
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
