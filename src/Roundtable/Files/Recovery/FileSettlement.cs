using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Files.Sealing;
using Roundtable.Stored;

namespace Roundtable.Files.Recovery;

/// <summary>
/// Makes a file what the journal says it is, also one that reads well: the cache may be all that has it. What was there instead
/// is kept, under another name.
/// </summary>
internal sealed partial class FileSettlement(JournalSetup setup, FilePublisher files, ILogger logger)
{
    private readonly HashSet<string> _copied = [];
    private readonly AsideFolder _aside = new(setup.Disk, setup.Folder);
    private readonly SealedFolder _sealed = new(setup.Disk, setup.Folder);

    /// <summary>Files that were written, be it that they were there.</summary>
    public int FilesWritten { get; private set; }

    /// <summary>Whether what is there is written in place. Not after a flush that failed: a place on the device may be what refuses.</summary>
    public bool WritesInPlace { get; set; } = true;

    public void Settle(StoredFile file)
    {
        var path = Path.Combine(setup.Folder, file.Path);
        switch (Read(path))
        {
            case null when IsSealed(file):
                return;
            case null:
                Require(files.Namer.TryPublish(file), file);
                break;
            case { } there when there.AsSpan().SequenceEqual(file.Bytes):
                if (!WritesInPlace || !TryWriteInPlace(path, file.Bytes))
                    Require(files.Namer.TryPublishAnew(file), file);
                break;
            case { } there when ChecksummedJson.IsSound(there):
                LogDiffers(file.Path);
                return;
            default:
                _aside.Take(path);
                LogSetAside(file.Path);
                Require(files.Namer.TryPublish(file), file);
                break;
        }

        FilesWritten++;
    }

    /// <summary>Writes once more what a file reads, so that the next flush takes it to the device; false where it cannot.</summary>
    public bool TryWriteInPlace(string path, ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var there = setup.Disk.Open(path);
            there.Write(0, bytes);
            return true;
        }
        catch (DiskException)
        {
            return false;
        }
    }

    /// <summary>Keeps a copy of a segment that is more than torn, for whoever wants to know.</summary>
    public void KeepCopy(string path)
    {
        if (!_copied.Add(path) || setup.Disk.Read(path) is not { } bytes)
            return;
        _aside.Keep(path, bytes);
    }

    /// <summary>Whether a sealed file holds what this file would, in a sound line: then it was removed on purpose.</summary>
    private bool IsSealed(StoredFile file)
    {
        if (!StoreLayout.TryParseMessage(Path.GetFileName(file.Path.AsSpan()), out var id, out var seq))
            return false;
        if (_sealed.Find(id, seq) is not { } line)
            return false;
        if (!line.AsSpan().SequenceEqual(file.Bytes))
            LogDiffers(file.Path);
        return true;
    }

    private static void Require(bool isNamed, StoredFile file)
    {
        if (!isNamed)
            throw new IOException(
                $"'{file.Path}' was written by somebody else during recovery; stop the other process, then start again."
            );
    }

    /// <summary>What cannot be read, as a symbolic link, is as good as empty: it is set aside and written anew.</summary>
    private byte[]? Read(string path)
    {
        try
        {
            return setup.Disk.Read(path);
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "'{File}' is sound but not as the journal has it; it is left as it is.")]
    private partial void LogDiffers(string file);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "'{File}' was not as the journal has it; it was set aside and written again."
    )]
    private partial void LogSetAside(string file);
}
