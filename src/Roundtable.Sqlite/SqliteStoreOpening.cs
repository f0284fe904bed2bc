using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Sqlite.Schema;
using Roundtable.Sqlite.Searching;

namespace Roundtable.Sqlite;

/// <summary>Takes a database file, and ends what was open in it; a store that could not be opened leaves nothing behind.</summary>
internal static class SqliteStoreOpening
{
    private static readonly string[] Companions = ["", "-wal", "-shm", LockSuffix];
    public const string LockSuffix = ".lock";
    private const string ProbeSuffix = ".probe";

    public static async Task<SqliteStore> OpenAsync(
        SqliteStoreOptions options,
        (StoreMetrics Metrics, ILogger Logger) watch,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var path = Path.GetFullPath(options.File);
        try
        {
            var store = await Task.Run(() => Open(path, options, watch, time), cancellationToken).ConfigureAwait(false);
            try
            {
                await store.InterruptOpenRepliesAsync(watch.Logger).ConfigureAwait(false);
                await Task.Run(() => Check(path, watch), CancellationToken.None).ConfigureAwait(false);
                return store;
            }
            catch
            {
                await store.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToRefusal();
        }
        catch (DiskException failure)
        {
            throw ToRefusal(failure);
        }
    }

    private static SqliteStore Open(
        string path,
        SqliteStoreOptions options,
        (StoreMetrics Metrics, ILogger Logger) watch,
        TimeProvider time
    )
    {
        var disk = new LinuxDisk();
        RequireOurs(path);
        disk.CreateFolder(Path.GetDirectoryName(path)!);
        var owner = OwnerLock.Take(disk, path + LockSuffix, path, time);
        Database? database = null;
        try
        {
            Create(disk, path);
            database = DatabaseSettings.OpenToWrite(path, options.Durability);
            database.VolumeSize = options.VolumeSize;
            DatabaseFile.Prepare(database, path);
            UnfinishedMark.RequireNone(database, path);
            IndexRebuild.RequireWhereOld(database);
            return new SqliteStore((path, options.Durability), (database, owner), watch, time);
        }
        catch
        {
            database?.Dispose();
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Looks before anything is made beside it: what is no database of ours is refused and left as it was.</summary>
    /// <exception cref="InvalidDataException">It is another program's, or a newer version's.</exception>
    public static void RequireOurs(string path)
    {
        RequireNoLinks(path);
        if (!File.Exists(path))
            return;
        using var database = DatabaseSettings.OpenToRead(path);
        DatabaseFile.RequireOurs(database, path);
    }

    /// <summary>A planted link is not followed, and no file served by two names. Looked at by name alone: who opens a database beside SQLite takes its locks away.</summary>
    public static void RequireNoLinks(string path)
    {
        foreach (var file in Companions.Select(suffix => new FileInfo(path + suffix)))
        {
            if (file.LinkTarget is not null)
                throw new InvalidDataException(
                    $"'{file.FullName}' is a symbolic link, which is not followed; name the file itself."
                );
            if (Directory.Exists(file.FullName))
                throw new InvalidDataException($"'{file.FullName}' is a folder; name a file.");
            // The lock and the log belong to a name: two processes could write one file by two of them.
            if (LinuxDisk.CountNames(file.FullName) > 1)
                throw new InvalidDataException(
                    $"'{file.FullName}' has more than one name (hard links), and a database must have one. Remove the others, or name a copy."
                );
        }
    }

    /// <summary>Conversations are their owner's business: the file, and what SQLite makes beside it, is not for everybody to read.</summary>
    public static void Create(LinuxDisk disk, string path)
    {
        if (File.Exists(path) || !disk.TryCreate(path, out var file))
            return;
        file.Dispose();
        disk.FlushFolder(Path.GetDirectoryName(path)!);
    }

    private static void Check(string path, (StoreMetrics Metrics, ILogger Logger) watch)
    {
        var check = new DeviceCheck(new LinuxDisk(), Path.GetDirectoryName(path)!, path + ProbeSuffix, watch.Logger);
        if (check.Run() is { } flush)
            watch.Metrics.SetDeviceFlush(flush);
    }

    private static StorageUnavailableException ToRefusal(DiskException failure) =>
        new(
            failure.IsFull ? StorageFault.Full : StorageFault.Unavailable,
            $"The database cannot be opened: {failure.Message}",
            failure
        );
}
