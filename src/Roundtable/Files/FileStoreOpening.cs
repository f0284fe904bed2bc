using Roundtable.Files.Disk;
using Roundtable.Files.Journaling;

namespace Roundtable.Files;

/// <summary>Takes a folder, recovers what is in it, and ends what was open; a store that could not be opened leaves nothing behind.</summary>
internal static class FileStoreOpening
{
    /// <summary>Opens the folder, and looks at the device below it.</summary>
    public static async Task<FileStore> OpenCheckedAsync(
        JournalSetup setup,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var store = await OpenAsync(setup, time, cancellationToken).ConfigureAwait(false);
        try
        {
            await Task.Run(new DeviceCheck(setup).Run, CancellationToken.None).ConfigureAwait(false);
            return store;
        }
        catch (DiskException failure)
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw Journal.ToRefusal(failure);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public static async Task<FileStore> OpenAsync(JournalSetup setup, TimeProvider time, CancellationToken cancellationToken)
    {
        if (setup.RunsByHand)
            return Open(setup, time);
        var store = await Task.Run(() => Open(setup, time), cancellationToken).ConfigureAwait(false);
        try
        {
            await store.EndOpenRepliesAsync(setup.Logger).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static FileStore Open(JournalSetup setup, TimeProvider time)
    {
        setup.Disk.CreateFolder(Path.Combine(setup.Folder, StoreLayout.Users));
        setup.Disk.CreateFolder(setup.JournalFolder);
        var folderLock = FolderLock.Take(setup.Disk, setup.Folder, time);
        try
        {
            return new FileStore(setup, time, folderLock);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }
}
