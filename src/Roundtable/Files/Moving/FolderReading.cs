using Roundtable.Disk;
using Roundtable.Files.Verification;
using Roundtable.Moving;
using Roundtable.Stored;
using Roundtable.Verification;

namespace Roundtable.Files.Moving;

/// <summary>Reads what the names of a user promise. Whatever is not as promised has changed, or is damaged: whoever asked decides.</summary>
internal sealed class FolderReading(IDisk disk, string folder, UserNames names, KnownLosses losses)
{
    public IDisk Disk => disk;

    public string Folder => folder;

    public UserNames Names => names;

    public KnownLosses Losses => losses;

    /// <summary>A file, from the journal or its folder; null when it is not there.</summary>
    /// <exception cref="FolderFaultException">It cannot be read.</exception>
    public byte[]? Read(string path)
    {
        try
        {
            return names.Journal.Files.TryGetValue(path, out var bytes) ? bytes : disk.Read(Path.Combine(folder, path));
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            throw new FolderFaultException(path, failure.IsLink ? Finding.Link : Finding.Unreadable, failure);
        }
    }

    /// <summary>A file that must be there; null when it is known to be lost.</summary>
    /// <exception cref="FolderFaultException">It is not there, or cannot be read.</exception>
    public byte[]? Require(string path)
    {
        var bytes = Read(path);
        if (bytes is null && !losses.Contains(path, Finding.Missing))
            throw new FolderFaultException(path, Finding.Missing);
        return bytes;
    }

    /// <summary>Says that a file is not sound, or of another version.</summary>
    /// <param name="newest">The newest version that there is of such an object.</param>
    public static FolderFaultException Unsound(string path, ReadOnlySpan<byte> bytes, int newest = ChecksummedJson.Format) =>
        new(path, StoredVersion.IsAnother(bytes, newest) ? Finding.Version : Finding.Checksum);

    /// <summary>The notes of a unit, in their order.</summary>
    public IEnumerable<StoredRecord> LossesOf(StoreUnit unit) =>
        losses
            .NotesOf(unit)
            .Select(note => LossNotes.ToRecord(note, unit))
            .DistinctBy(record => record.Place)
            .OrderBy(record => record.Place);
}
