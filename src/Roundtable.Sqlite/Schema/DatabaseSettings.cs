using Roundtable.Sqlite.Engine;

namespace Roundtable.Sqlite.Schema;

/// <summary>What every connection of ours is told.</summary>
internal static class DatabaseSettings
{
    /// <summary>Longer than anybody holds the write lock who means well: <c>users add</c> needs milliseconds.</summary>
    public static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(5);

    /// <summary>A connection that writes.</summary>
    public static Database OpenToWrite(string path, Durability durability)
    {
        var database = Database.Open(path, mayCreate: true);
        try
        {
            ApplyToWriter(database, durability);
            return database;
        }
        catch (SqliteFailure failure) when (failure.IsDamage)
        {
            database.Dispose();
            throw DatabaseFile.NotADatabase(path, failure);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A connection that reads.</summary>
    public static Database OpenToRead(string path)
    {
        var database = Database.OpenToRead(path);
        database.WaitForLocks(LockPatience);
        return database;
    }

    private static void ApplyToWriter(Database database, Durability durability)
    {
        database.WaitForLocks(LockPatience);
        // Full: a commit is flushed before anybody sees it. Off: the operating system has it, which outlives the process.
        database.Run(durability == Durability.Power ? "pragma synchronous = full" : "pragma synchronous = off");
        // What is deleted is overwritten, not only forgotten.
        database.Run("pragma secure_delete = on");
        database.Run("pragma foreign_keys = on");
        // The log is copied into the file beside the writing, not within a commit.
        database.Run("pragma wal_autocheckpoint = 0");
        database.Run("pragma cache_size = -16384");
    }
}
