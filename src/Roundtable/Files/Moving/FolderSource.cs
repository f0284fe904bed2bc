using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Files.Journaling;
using Roundtable.Files.Verification;
using Roundtable.Moving;

namespace Roundtable.Files.Moving;

/// <summary>A data folder that is copied from.</summary>
public sealed class FolderSource : IStoreSource
{
    private readonly IDisposable? _lock;

    private FolderSource(IDisk disk, string folder, IDisposable? folderLock)
    {
        _lock = folderLock;
        Content = new FolderContent(disk, folder, IsServed, isUnfinished: false);
    }

    /// <inheritdoc/>
    public bool IsServed => _lock is null;

    /// <inheritdoc/>
    public IStoreContent Content { get; }

    /// <summary>Reads a folder beside whoever serves it, now or later.</summary>
    /// <exception cref="IOException">There is no data folder.</exception>
    /// <exception cref="StoreUnfinishedException">It is itself the target of a copy that is not finished.</exception>
    public static FolderSource OpenBeside(string folder) => OpenBeside(new LinuxDisk(), Path.GetFullPath(folder));

    /// <summary>
    /// Takes a folder that nobody serves, and first recovers what the journal holds, as <c>serve</c> would. Where somebody
    /// serves it, reads beside them.
    /// </summary>
    /// <exception cref="IOException">There is no data folder.</exception>
    /// <exception cref="StoreUnfinishedException">It is itself the target of a copy that is not finished.</exception>
    /// <exception cref="StorageUnavailableException">The disk refuses.</exception>
    public static async Task<FolderSource> OpenAsync(
        string folder,
        Meter meter,
        TimeProvider time,
        ILogger<FileStore> logger,
        CancellationToken cancellationToken
    )
    {
        var setup = StoreRepair.SetupOf(Path.GetFullPath(folder), meter, logger);
        Require(setup.Disk, setup.Folder);
        try
        {
            while (true)
            {
                var taken = OwnerLock.Take(setup.Disk, Path.Combine(setup.Folder, StoreLayout.Lock), setup.Folder, time);
                if (JournalLook.Numbers(setup.Disk, setup.Folder).Count == 0)
                    return new FolderSource(setup.Disk, setup.Folder, taken);
                taken.Dispose();
                await RecoverAsync(setup, time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (StoreInUseException)
        {
            return new FolderSource(setup.Disk, setup.Folder, null);
        }
    }

    internal static FolderSource OpenBeside(IDisk disk, string folder)
    {
        Require(disk, folder);
        return new FolderSource(disk, folder, null);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _lock?.Dispose();
        return default;
    }

    private static void Require(IDisk disk, string folder)
    {
        if (!disk.List(folder).Contains(StoreLayout.Users))
            throw new IOException($"There is no store at 'files:{folder}'.");
        UnfinishedMark.RequireNone(disk, folder);
    }

    private static async Task RecoverAsync(JournalSetup setup, TimeProvider time, CancellationToken cancellationToken)
    {
        var store = await FileStoreOpening.OpenAsync(setup, time, cancellationToken).ConfigureAwait(false);
        await store.DisposeAsync().ConfigureAwait(false);
        if (store.Trouble is { } trouble)
            throw trouble;
    }
}
