using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Moving;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Schema;

namespace Roundtable.Sqlite.Moving;

/// <summary>
/// A database that is copied from: all of it as it was at one moment, however long copying takes. Until then the log cannot be
/// emptied, and takes room beside the file.
/// </summary>
public sealed class SqliteSource : IStoreSource
{
    private readonly IDisposable? _lock;
    private readonly Database _database;

    private SqliteSource(string path, IDisposable? fileLock)
    {
        _lock = fileLock;
        _database = DatabaseSettings.OpenToRead(path);
        try
        {
            if (DatabaseFile.RequireOurs(_database, path) == 0)
                throw new InvalidDataException($"There is no store at 'sqlite:{path}': the file is empty.");
            UnfinishedMark.RequireNone(_database, path);
            // The first read fixes the moment.
            _database.BeginReading();
            Content = new SqliteContent(_database, isUnfinished: false);
            _ = _database.Ask("select count(*) from user");
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public bool IsServed => _lock is null;

    /// <inheritdoc/>
    public IStoreContent Content { get; }

    /// <summary>Reads a database beside whoever serves it, now or later.</summary>
    /// <exception cref="IOException">There is no database, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not one of Roundtable's, or of a newer version.</exception>
    /// <exception cref="StoreUnfinishedException">It is itself the target of a copy that is not finished.</exception>
    public static SqliteSource OpenBeside(string file)
    {
        var path = Path.GetFullPath(file);
        Require(path);
        return new SqliteSource(path, null);
    }

    /// <summary>
    /// Takes a database that nobody serves, and first ends what was open, as <c>serve</c> would. Where somebody serves it, reads
    /// beside them.
    /// </summary>
    /// <exception cref="IOException">There is no database, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is not one of Roundtable's, or of a newer version.</exception>
    /// <exception cref="StoreUnfinishedException">It is itself the target of a copy that is not finished.</exception>
    public static async Task<SqliteSource> OpenAsync(
        string file,
        Meter meter,
        TimeProvider time,
        ILogger<SqliteStore> logger,
        CancellationToken cancellationToken
    )
    {
        var path = Path.GetFullPath(file);
        // What another program has made, or a newer one, or a copy that is not finished, is not opened to write.
        await OpenBeside(path).DisposeAsync().ConfigureAwait(false);
        try
        {
            var store = await SqliteStore
                .OpenAsync(new SqliteStoreOptions { File = path }, meter, time, logger, cancellationToken)
                .ConfigureAwait(false);
            await store.DisposeAsync().ConfigureAwait(false);
            var taken = OwnerLock.Take(new LinuxDisk(), path + SqliteStoreOpening.LockSuffix, path, time);
            return Owned(path, taken);
        }
        catch (StoreInUseException)
        {
            return new SqliteSource(path, null);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        _lock?.Dispose();
        return default;
    }

    private static SqliteSource Owned(string path, IDisposable taken)
    {
        try
        {
            return new SqliteSource(path, taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    private static void Require(string path)
    {
        if (!File.Exists(path))
            throw new IOException($"There is no store at 'sqlite:{path}'.");
        SqliteStoreOpening.RequireNoLinks(path);
    }
}
