using Microsoft.Extensions.Logging;
using Roundtable.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>Gives a file its name: written whole under a private one first, and never over another file.</summary>
internal sealed partial class FileNamer(JournalSetup setup)
{
    private readonly IDisk _disk = setup.Disk;
    private readonly string _folder = setup.Folder;
    private readonly ILogger _logger = setup.Logger;
    private long _privateNumber;

    /// <summary>A number for a private name that nobody else has.</summary>
    public long NextNumber() => Interlocked.Increment(ref _privateNumber);

    /// <summary>Gives one file its name now. False when a different file has it: nothing is ever overwritten.</summary>
    public bool TryPublish(StoredFile file)
    {
        var path = Path.Combine(_folder, file.Path);
        var privatePath = WritePrivate(file.Bytes);
        var isNamed = false;
        try
        {
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

    private string WritePrivate(byte[] bytes)
    {
        while (true)
        {
            var path = JournalLayout.Private(Path.Combine(_folder, StoreLayout.Journal), NextNumber());
            if (!_disk.TryCreate(path, out var file))
                continue;
            try
            {
                using (file)
                    file.Write(0, bytes);
                return path;
            }
            catch (DiskException)
            {
                Discard(path);
                throw;
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

    [LoggerMessage(Level = LogLevel.Debug, Message = "A private file is left over; the next start removes it.")]
    private partial void LogLeftover(Exception exception);
}
