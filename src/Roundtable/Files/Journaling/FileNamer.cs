using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Stored;

namespace Roundtable.Files.Journaling;

/// <summary>Gives a file its name: written whole under a private one first, and never over another file.</summary>
/// <param name="privateFolder">Where it has its private name; in the journal's folder, if this one refuses.</param>
internal sealed partial class FileNamer(JournalSetup setup, string privateFolder)
{
    private readonly IDisk _disk = setup.Disk;
    private readonly string _folder = setup.Folder;
    private readonly ILogger _logger = setup.Logger;
    private long _privateNumber;

    /// <summary>One for a second thread, which has a private folder of its own unless something else has its name.</summary>
    public static FileNamer ForHelper(JournalSetup setup)
    {
        var folder = JournalLayout.Helper(setup.JournalFolder);
        try
        {
            setup.Disk.CreateFolder(folder);
            setup.Disk.FlushFolder(folder); // Follows no link.
            return new FileNamer(setup, folder);
        }
        catch (DiskException)
        {
            return new FileNamer(setup, setup.JournalFolder);
        }
    }

    /// <summary>A number for a private name that nobody else has.</summary>
    public long NextNumber() => Interlocked.Increment(ref _privateNumber);

    /// <summary>Gives one file its name now; what is no file of ours and stands in the way is set aside.</summary>
    /// <exception cref="IOException">A sound file of another content has the name: another process wrote it.</exception>
    public void Publish(StoredFile file)
    {
        if (TryPublish(file))
            return;
        var path = Path.Combine(_folder, file.Path);
        if (ChecksummedJson.IsSound(_disk.Read(path) ?? []))
            throw new IOException($"'{file.Path}' exists with another content. Nothing was overwritten.");
        new AsideFolder(_disk, _folder).Take(path);
        LogSetAside(file.Path);
        if (!TryPublish(file))
            throw new IOException($"'{file.Path}' exists again with another content. Nothing was overwritten.");
    }

    /// <summary>Gives one file its name now. False when a different file has it: nothing is ever overwritten.</summary>
    public bool TryPublish(StoredFile file) => TryPublish(file, isAnew: false);

    /// <summary>Writes a file anew that is there and equal. It makes place once the new one is durable: a refusing disk costs nothing.</summary>
    public bool TryPublishAnew(StoredFile file) => TryPublish(file, isAnew: true);

    private bool TryPublish(StoredFile file, bool isAnew)
    {
        var path = Path.Combine(_folder, file.Path);
        var privatePath = WritePrivate(file.Bytes, flushes: isAnew);
        var isNamed = false;
        try
        {
            if (isAnew)
                _disk.Delete(path);
            isNamed = TryName(privatePath, path);
        }
        finally
        {
            if (!isNamed)
                Discard(privatePath);
        }

        return isNamed || _disk.Read(path) is { } taken && taken.AsSpan().SequenceEqual(file.Bytes);
    }

    private bool TryName(string privatePath, string path)
    {
        try
        {
            return _disk.TryPublish(privatePath, path);
        }
        catch (DiskException failure) when (failure.IsNoEntry)
        {
            // Tools that copy data folders like to leave empty folders out.
            _disk.CreateFolder(Path.GetDirectoryName(path)!);
            return _disk.TryPublish(privatePath, path);
        }
    }

    private string WritePrivate(byte[] bytes, bool flushes)
    {
        var (path, file) = CreatePrivate();
        try
        {
            using (file)
            {
                file.Write(0, bytes);
                if (flushes)
                    file.Flush();
            }

            return path;
        }
        catch (DiskException)
        {
            Discard(path);
            throw;
        }
    }

    private (string Path, IDiskFile File) CreatePrivate()
    {
        for (var folder = privateFolder; ; )
        {
            var path = JournalLayout.Private(folder, NextNumber());
            try
            {
                if (_disk.TryCreate(path, out var file))
                    return (path, file);
            }
            catch (DiskException) when (folder != setup.JournalFolder)
            {
                folder = setup.JournalFolder;
            }
        }
    }

    /// <summary>Removes what got no name: the next try makes another one, and a full disk must not fill up with them.</summary>
    public void Discard(string privatePath)
    {
        try
        {
            _disk.Delete(privatePath);
        }
        catch (DiskException failure)
        {
            LogLeftover(failure);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{File}' stood in the way and is no file of ours; it was set aside.")]
    private partial void LogSetAside(string file);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A private file is left over; the next start removes it.")]
    private partial void LogLeftover(Exception exception);
}
