using Roundtable.Disk;
using Roundtable.Moving;
using Roundtable.Sqlite.Checkpointing;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Schema;
using Roundtable.Sqlite.Searching;

namespace Roundtable.Sqlite.Moving;

/// <summary>A database that is copied to. Its lock is held until it is disposed of.</summary>
public sealed class SqliteTarget : IStoreTarget
{
    private readonly IDisposable _lock;
    private readonly UnfinishedMark _mark;
    private readonly string _path;
    private readonly Database _reading;
    private readonly UnitBatch _batch;

    private SqliteTarget(string path, UnfinishedMark mark, IDisposable fileLock, long batchSizeBytes)
    {
        (_path, _mark, _lock) = (path, mark, fileLock);
        Database = DatabaseSettings.OpenToWrite(path, Durability.Power);
        _batch = new UnitBatch(Database, batchSizeBytes);
        try
        {
            DatabaseFile.Prepare(Database, path);
            State = StateOf(Database, path, mark);
            _reading = DatabaseSettings.OpenToRead(path);
            Content = new SqliteContent(_reading, isUnfinished: State != TargetState.Usable);
        }
        catch
        {
            Database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public TargetState State { get; }

    /// <inheritdoc/>
    public IStoreContent Content { get; }

    internal Database Database { get; }

    /// <summary>Takes a database, and makes it when it is not there. No record is changed before <see cref="BeginAsync"/>.</summary>
    /// <param name="command">The command that is to be repeated when it is cut off: <c>migrate</c> or <c>backup</c>.</param>
    /// <param name="from">The source, as the command names it.</param>
    /// <exception cref="StoreInUseException">Another process has it.</exception>
    /// <exception cref="StoreUnfinishedException">It is the unfinished target of another command, or of another source.</exception>
    /// <exception cref="InvalidDataException">It is another program's file, or a newer version's.</exception>
    public static SqliteTarget Open(string file, string command, string from, TimeProvider time) =>
        Open(file, new UnfinishedMark(command, from), time, UnitBatch.SizeBytesMax);

    /// <param name="batchSizeBytes">Of records, after which a transaction ends.</param>
    internal static SqliteTarget Open(string file, UnfinishedMark mark, TimeProvider time, long batchSizeBytes)
    {
        var path = Path.GetFullPath(file);
        var disk = new LinuxDisk();
        SqliteStoreOpening.RequireOurs(path);
        disk.CreateFolder(Path.GetDirectoryName(path)!);
        var taken = OwnerLock.Take(disk, path + SqliteStoreOpening.LockSuffix, path, time);
        try
        {
            SqliteStoreOpening.Create(disk, path);
            return new SqliteTarget(path, mark, taken, batchSizeBytes);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IContentView OpenView() =>
        new SqliteContent(DatabaseSettings.OpenToRead(_path), isUnfinished: State != TargetState.Usable);

    /// <inheritdoc/>
    public ValueTask BeginAsync(CancellationToken cancellationToken)
    {
        // What hangs together is looked at in the end, all at once.
        Database.Run("pragma foreign_keys = off");
        _mark.Write(Database);
        // Not a flush for every conversation, but one before the log is copied into the file: a power cut leaves a beginning.
        Database.Run("pragma synchronous = normal");
        Database.Run("pragma wal_autocheckpoint = 4000");
        // What is needed to undo a unit goes to no file.
        Database.Run("pragma temp_store = memory");
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IUnitWriter> OpenUnitAsync(StoreUnit unit, CancellationToken cancellationToken)
    {
        _batch.Begin();
        return ValueTask.FromResult<IUnitWriter>(new SqliteUnitWriter(Database, _batch, unit));
    }

    /// <inheritdoc/>
    public ValueTask SettleAsync(CancellationToken cancellationToken)
    {
        _batch.Commit();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        _batch.Commit();
        if (Database.Ask("select \"table\" from pragma_foreign_key_check limit 1") is { } table)
            throw new IOException($"'{_path}' has a row in '{table}' that belongs to nothing; remove the file and try again.");
        Database.Run("pragma synchronous = full");
        IndexRebuild.RequireWhereOld(Database);
        IndexRebuild.Run(Database);
        IndexMerge.Require(Database);
        while (IndexMerge.TryStep(Database)) { }
        Empty();
        // What an earlier run brought, and the source has deleted since.
        if (State != TargetState.Empty && !PageGaps.TryOverwrite(Database, _path + "-wal"))
            throw new IOException($"'{_path}' is written by another program; end it, and try again.");
        UnfinishedMark.Remove(Database);
        Empty();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        KeepWhole();
        _reading.Dispose();
        Database.Dispose();
        _lock.Dispose();
        return default;
    }

    /// <summary>A run that is broken off leaves the units that it has finished.</summary>
    private void KeepWhole()
    {
        try
        {
            _batch.Commit();
        }
        catch (SqliteFailure)
        {
            // What broke the run off was thrown already; what is not there is copied again.
        }
    }

    /// <summary>The log is flushed, copied into the file, and that is flushed.</summary>
    private void Empty()
    {
        if (!Database.TryCheckpoint(truncate: true))
            throw new IOException($"'{_path}' is read by another program, which keeps pages in its log; end it, and try again.");
    }

    private static TargetState StateOf(Database database, string path, UnfinishedMark ours)
    {
        if (UnfinishedMark.Read(database) is { } theirs)
            return theirs == ours
                ? TargetState.Unfinished
                : throw new StoreUnfinishedException(
                    $"'{path}' is the unfinished target of 'roundtable {theirs.Command} --from {theirs.From}', and of nothing else. "
                        + "Run that again, or remove the file."
                );
        return UserTable.LastNumber(database) == 0 ? TargetState.Empty : TargetState.Usable;
    }
}
