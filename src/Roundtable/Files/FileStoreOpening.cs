using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Files.Moving;

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
            var probe = JournalLayout.Private(setup.JournalFolder, 0);
            var check = new DeviceCheck(setup.Disk, setup.Folder, probe, setup.Logger);
            if (await Task.Run(check.Run, CancellationToken.None).ConfigureAwait(false) is { } flush)
                setup.Metrics.SetDeviceFlush(flush);
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
        var folderLock = OwnerLock.Take(setup.Disk, Path.Combine(setup.Folder, StoreLayout.Lock), setup.Folder, time);
        try
        {
            UnfinishedMark.RequireNone(setup.Disk, setup.Folder);
            return new FileStore(setup, time, folderLock);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }
}
