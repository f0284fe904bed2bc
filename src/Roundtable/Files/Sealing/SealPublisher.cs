using Roundtable.Disk;
using Roundtable.Files.Journaling;

namespace Roundtable.Files.Sealing;

/// <summary>
/// Gives a sealed file its name: written privately, flushed, published, its name flushed, read back. What fails leaves nothing
/// behind, or a name that the parts stand beside.
/// </summary>
internal sealed class SealPublisher(JournalSetup setup, FilePublisher files)
{
    /// <summary>False when the name is taken, or when what was read back is not what was written.</summary>
    /// <exception cref="DiskException">The disk refuses.</exception>
    public bool TryPublish(string name, byte[] bytes)
    {
        var path = Path.Combine(setup.Folder, name);
        var privatePath = WritePrivate(bytes);
        if (!Attempt(privatePath, () => setup.Disk.TryPublish(privatePath, path)))
        {
            setup.Disk.Delete(privatePath);
            return false;
        }

        var isWritten = Attempt(
            path,
            () =>
            {
                setup.Disk.FlushFolder(Path.GetDirectoryName(path)!);
                return setup.Disk.Read(path) is { } written && written.AsSpan().SequenceEqual(bytes);
            }
        );
        if (!isWritten)
            setup.Disk.Delete(path);
        return isWritten;
    }

    private string WritePrivate(byte[] bytes)
    {
        while (true)
        {
            var path = JournalLayout.Private(setup.JournalFolder, files.Namer.NextNumber());
            if (!setup.Disk.TryCreate(path, out var file))
                continue;
            using (file)
            {
                Attempt(
                    path,
                    () =>
                    {
                        file.Write(0, bytes);
                        file.Flush();
                        return true;
                    }
                );
            }

            return path;
        }
    }

    /// <summary>A file of a step that failed takes no room: on a full disk it would be in the way.</summary>
    private bool Attempt(string path, Func<bool> step)
    {
        try
        {
            return step();
        }
        catch (DiskException)
        {
            try
            {
                setup.Disk.Delete(path);
            }
            catch (DiskException)
            {
                // The first failure says more; the next start sweeps away what is private.
            }

            throw;
        }
    }
}
