using System.Collections.Concurrent;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Schema;

namespace Roundtable.Sqlite.Reading;

/// <summary>
/// Connections that read, each in one short transaction, so that what is read is one moment. A read is a few lookups in pages
/// that are in memory, some microseconds, and runs on its caller's thread as reads of files do; who finds all connections
/// taken waits without one.
/// </summary>
internal sealed class ReadPool(string path) : IDisposable
{
    /// <summary>Connections; each has a cache of 2 MB at most. More would not read faster than there are cores.</summary>
    private const int ConnectionsMax = 8;

    private readonly SemaphoreSlim _room = new(ConnectionsMax);
    private readonly ConcurrentBag<Database> _idle = [];

    /// <exception cref="StorageUnavailableException">It cannot be read at present, or not this part of it.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Read(read);
        }
        catch (SqliteFailure failure)
        {
            throw failure.ToRefusal();
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var database))
            database.Dispose();
        _room.Dispose();
    }

    private T Read<T>(Func<Database, T> read)
    {
        if (!_idle.TryTake(out var database))
            database = DatabaseSettings.OpenToRead(path);
        var isDone = false;
        try
        {
            database.BeginReading();
            var result = read(database);
            isDone = IsEnded(database);
            return result;
        }
        finally
        {
            // A connection that failed is not used again: the next one looks afresh.
            if (isDone)
                _idle.Add(database);
            else
                database.Dispose();
        }
    }

    /// <summary>False when it met damage that its reader has dealt with: SQLite speaks of that once more here.</summary>
    private static bool IsEnded(Database database)
    {
        try
        {
            database.Commit();
            return true;
        }
        catch (SqliteFailure failure) when (failure.IsDamage)
        {
            return false;
        }
    }
}
