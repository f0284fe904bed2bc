using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Files.Sealing;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>Settles one finding: a note, then what is damaged goes aside. Whoever finds the note alone does the rest.</summary>
internal sealed class DamageSettlement(JournalSetup setup, TimeProvider time)
{
    private readonly string _aside = Path.Combine(setup.Folder, StoreLayout.Aside);
    private HashSet<string>? _taken;
    private long _privateNumber;

    public static bool IsSealed(string path) => StoreLayout.TryParseSealed(Path.GetFileName(path.AsSpan()), out _, out _);

    public void Settle(Finding finding)
    {
        setup.Disk.CreateFolder(_aside);
        // Listed once: who settles has the folder for itself.
        _taken ??= [.. setup.Disk.List(_aside)];
        if (IsSealed(finding.Path) && finding.IsThere)
            Unseal(finding.Path);
        if (finding.IsThere)
            SetAside(finding);
        else
            Note(finding, null);
    }

    /// <summary>Each chunk in a sound line becomes a file again, equal to the byte, so that nothing of it is lost with the rest.</summary>
    private void Unseal(string path)
    {
        if (!StoreLayout.TryParseSealed(Path.GetFileName(path.AsSpan()), out var id, out _) || Read(path) is not { } bytes)
            return;
        foreach (var range in SealScan.Lines(bytes))
        {
            if (SealedRun.Decode(bytes.AsSpan(range)) is not { } run || run.MessageId.Conversation != id)
                continue;
            foreach (var chunk in run.Chunks())
                Publish(StoreLayout.Chunk(chunk), ChunkFile.Encode(chunk));
        }

        setup.Disk.FlushFolder(Path.Combine(setup.Folder, StoreLayout.MessageFolder(id.User)));
    }

    private byte[]? Read(string path)
    {
        try
        {
            return setup.Disk.Read(Path.Combine(setup.Folder, path));
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            return null;
        }
    }

    private void SetAside(Finding finding)
    {
        var source = Path.Combine(setup.Folder, finding.Path);
        for (var number = 1; ; number++)
        {
            var name = $"{Path.GetFileName(finding.Path)}.{number}";
            if (!Note(finding, name, number) || !setup.Disk.TryPublish(source, Path.Combine(_aside, name)))
                continue;
            _taken!.Add(name);
            setup.Disk.FlushFolder(_aside);
            setup.Disk.FlushFolder(Path.GetDirectoryName(source)!);
            return;
        }
    }

    private void Note(Finding finding, string? aside)
    {
        for (var number = 1; !Note(finding, aside, number); number++) { }
    }

    /// <summary>Writes the note; true also when an earlier run has written it. False when the number has been used otherwise.</summary>
    private bool Note(Finding finding, string? aside, int number)
    {
        var note = new DamageNote
        {
            Path = finding.Path,
            Aside = aside,
            Reason = finding.Reason,
            Cost = finding.Cost,
            Lost = IsLost(finding) ? [finding.Path] : [],
            Timestamp = time.GetUtcMilliseconds(),
            Format = ChecksummedJson.Format,
        };
        var path = $"{StoreLayout.Aside}/{Path.GetFileName(finding.Path)}.{number}{KnownLosses.NoteExtension}";
        if (aside is not null && _taken!.Contains(aside))
            return false;
        if (Publish(path, ChecksummedJson.Encode(note, FileJson.Default.DamageNote)))
        {
            setup.Disk.FlushFolder(_aside);
            return true;
        }

        var earlier = KnownLosses.ReadNote(setup.Disk, Path.Combine(setup.Folder, path));
        return earlier is not null && (earlier.Path, earlier.Aside, earlier.Reason) == (note.Path, note.Aside, note.Reason);
    }

    /// <summary>What stood where nothing belongs, or beside its sound twin, is not lost.</summary>
    private static bool IsLost(Finding finding) =>
        finding.Reason is not (Finding.End or Finding.Differs or Finding.Offset)
        && !IsSealed(finding.Path)
        && !finding.Path.StartsWith(StoreLayout.Aside, StringComparison.Ordinal)
        && finding.Path.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>False when the name is taken.</summary>
    private bool Publish(string name, byte[] bytes)
    {
        while (true)
        {
            var privatePath = JournalLayout.Private(setup.JournalFolder, ++_privateNumber);
            if (!setup.Disk.TryCreate(privatePath, out var file))
                continue;
            using (file)
            {
                file.Write(0, bytes);
                file.Flush();
            }

            if (setup.Disk.TryPublish(privatePath, Path.Combine(setup.Folder, name)))
                return true;
            setup.Disk.Delete(privatePath);
            return false;
        }
    }
}
