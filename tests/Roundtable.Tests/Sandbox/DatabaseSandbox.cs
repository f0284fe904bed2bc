using Roundtable.Sqlite.Engine;

namespace Roundtable.Tests.Sandbox;

/// <summary>
/// A fresh temporary directory with a database file that is judged when the test is over: SQLite's own checks, the checksum of
/// every row, sequences without gaps, and that what is derived fits what it is derived from. Then it is deleted.
/// </summary>
/// <remarks>Nothing may have the file open when it is disposed of.</remarks>
public sealed class DatabaseSandbox : IStoreSandbox, IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("roundtable-");

    /// <summary>Creates the directory and an empty folder for the database in it.</summary>
    public DatabaseSandbox() => Directory.CreateDirectory(Data);

    /// <inheritdoc/>
    public static Type StoreType => typeof(Roundtable.Sqlite.SqliteStore);

    /// <inheritdoc/>
    public string Store => $"sqlite:{File}";

    /// <inheritdoc/>
    public string Data => Path.Combine(Root, "data");

    /// <summary>The temporary directory.</summary>
    public string Root => _root.FullName;

    /// <summary>The database, for <c>sqlite:FILE</c>; not there until a store is opened.</summary>
    public string File => Path.Combine(Data, "conversations.db");

    /// <summary>Set when the test damages the file, so that there is nothing to judge.</summary>
    public bool IsDamaged { get; set; }

    /// <inheritdoc/>
    public string? CheckpointMark() => $"{new FileInfo(File).LastWriteTimeUtc.Ticks}";

    /// <inheritdoc/>
    public void DamageChunk(MessageId message, int seq)
    {
        IsDamaged = true;
        using var database = Database.Open(File, mayCreate: false);
        database.Run($"update chunk set tokens = tokens || 'x' where message_id = '{message}' and seq = {seq}");
        Assert.Equal("1", database.Ask("select changes()"));
    }

    /// <summary>Judges the file as it is now.</summary>
    /// <exception cref="SandboxViolationException">Something is wrong with it.</exception>
    public void Validate()
    {
        if (IsDamaged || !System.IO.File.Exists(File))
            return;
        using var database = Database.OpenToRead(File);
        var violations = DatabaseInspection.Violations(database);
        if (violations.Count > 0)
            throw new SandboxViolationException(File, violations);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_root.Exists)
            return;

        try
        {
            Validate();
        }
        finally
        {
            _root.Delete(recursive: true);
            _root.Refresh();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
