using SQLitePCL;

namespace Roundtable.Sqlite.Engine;

/// <summary>
/// One connection, used by one thread at a time. Statements are prepared once. Every member throws
/// <see cref="SqliteFailure"/> when SQLite refuses; no failure goes unreported.
/// </summary>
/// <remarks>
/// Straight upon SQLite's own interface: the ADO.NET provider sleeps 150 ms whenever the database is busy, and makes an object
/// of every number (docs/decisions/0009).
/// </remarks>
internal sealed class Database : IDisposable
{
    // SQLITE_DBCONFIG_ENABLE_QPSG. Otherwise SQLite plans by the value of a limit, and compiles such a statement anew for each use.
    private const int KeepPlans = 1007;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _prepared = new(ReferenceEqualityComparer.Instance);
    private string? _logToLeave;

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle) => _handle = handle;

    /// <summary>What a volume of the search's index holds, where it is not what the product's do: a test says less.</summary>
    public int? VolumeSize { get; set; }

    /// <summary>Whether what is written leaves the search's index as it is, which is to be made anew then: it may be damaged.</summary>
    public bool IsIndexLeft { get; set; }

    public bool IsInTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>How many pages this connection has written, to the log or to the file, since it was opened.</summary>
    public long PagesWritten
    {
        get
        {
            _ = raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 0);
            return pages;
        }
    }

    /// <summary>Rows that were changed by all statements so far.</summary>
    public long TotalChanges => raw.sqlite3_total_changes(_handle);

    internal int ChangedRows => raw.sqlite3_changes(_handle);

    /// <summary>Opens the file to read and write; it is created when it may be.</summary>
    public static Database Open(string path, bool mayCreate) =>
        Open(path, raw.SQLITE_OPEN_READWRITE | (mayCreate ? raw.SQLITE_OPEN_CREATE : 0));

    /// <summary>Opens the file to read, and changes nothing of what it says, nor its log; others may write meanwhile.</summary>
    public static Database OpenToRead(string path)
    {
        // Not SQLITE_OPEN_READONLY: what reads a write-ahead log has to be able to make its index.
        var database = Open(path, mayCreate: false);
        database._logToLeave = path + "-wal";
        database.Run("pragma query_only = on");
        return database;
    }

    /// <summary>A statement of ours, prepared when it is asked for first. The same text must come from the same constant.</summary>
    public Statement Prepare(string sql)
    {
        if (!_prepared.TryGetValue(sql, out var statement))
            _prepared[sql] = statement = Compile(sql);
        return statement;
    }

    /// <summary>Runs one statement, or several, once.</summary>
    public void Run(string sql)
    {
        if (raw.sqlite3_exec(_handle, sql) != raw.SQLITE_OK)
            throw Failure(sql.Split('\n')[0]);
    }

    /// <summary>What a pragma or a query of one value says.</summary>
    public string? Ask(string sql)
    {
        var statement = Compile(sql);
        try
        {
            return statement.Read() ? statement.TextOrNull(0) : null;
        }
        finally
        {
            statement.Close();
        }
    }

    public void BeginReading() => Prepare("begin").Execute();

    public void BeginWriting() => Prepare("begin immediate").Execute();

    public void Commit() => Prepare("commit").Execute();

    /// <summary>Undoes the transaction, if SQLite has not done so by itself.</summary>
    public void Rollback()
    {
        if (IsInTransaction)
            Prepare("rollback").Execute();
    }

    /// <summary>How long SQLite itself waits for another's lock; it looks again every few milliseconds.</summary>
    public void WaitForLocks(TimeSpan patience) => _ = raw.sqlite3_busy_timeout(_handle, (int)patience.TotalMilliseconds);

    /// <summary>Copies the log into the file, as far as nobody reads older states.</summary>
    /// <returns>Whether all of it was copied, and if that was asked for the log cut off; false while somebody is in the way.</returns>
    public bool TryCheckpoint(bool truncate)
    {
        var mode = truncate ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE;
        var code = raw.sqlite3_wal_checkpoint_v2(_handle, null, mode, out var log, out var copied);
        return code switch
        {
            raw.SQLITE_OK => log == copied,
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => false,
            _ => throw Failure("checkpoint"),
        };
    }

    /// <summary>Forgets the pages that it keeps in memory. Not within a transaction.</summary>
    public void ForgetPages() => Run("pragma shrink_memory");

    /// <summary>Whether the file that was opened has another name by now, or none.</summary>
    public bool HasMoved => DatabasePages.HasMoved(_handle);

    /// <summary>The file below, by SQLite's own handle. Valid while this connection is open.</summary>
    public DatabasePages Pages() => new(DatabasePages.FileOf(_handle) ?? throw Failure("file control"));

    public void Dispose()
    {
        foreach (var statement in _prepared.Values)
            statement.Close();
        _prepared.Clear();
        // The last one to close copies the log into the file, and removes it, although it was to read only.
        if (_logToLeave is not null && new FileInfo(_logToLeave) is { Exists: true, Length: > 0 })
            _ = raw.sqlite3_db_config(_handle, raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        _handle.Dispose();
    }

    /// <summary>The last call's failure.</summary>
    internal SqliteFailure Failure(string operation) =>
        new(raw.sqlite3_extended_errcode(_handle), operation, raw.sqlite3_errmsg(_handle).utf8_to_string());

    private static Database Open(string path, int flags)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var database = new Database(handle);
        try
        {
            if (code != raw.SQLITE_OK)
                throw database.Failure($"open '{path}'");
            _ = raw.sqlite3_extended_result_codes(handle, 1);
            _ = raw.sqlite3_db_config(handle, KeepPlans, 1, out _);
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private Statement Compile(string sql) =>
        raw.sqlite3_prepare_v2(_handle, sql, out var handle) == raw.SQLITE_OK
            ? new Statement(this, handle)
            : throw Failure(sql.Split('\n')[0]);
}
