using SQLitePCL;

namespace Roundtable.Sqlite.Engine;

/// <summary>SQLite refused. The message says what to do, and then what SQLite said.</summary>
/// <param name="code">The extended result code (sqlite.org/rescode.html).</param>
internal sealed class SqliteFailure(int code, string operation, string reason)
    : IOException($"{AdviceOn(code)} ({operation}: {reason}, SQLite {code})")
{
    private const int PrimaryMask = 0xFF;

    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>Whether room would help.</summary>
    public bool IsFull => Primary == raw.SQLITE_FULL;

    /// <summary>Whether another process held the lock for too long.</summary>
    public bool IsBusy => Primary is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    /// <summary>Whether it is no database, or a part of it cannot be read as one.</summary>
    public bool IsDamage => Primary is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>Whether it is about what was asked, and others may go on: a row that does not fit, or a damaged page.</summary>
    public bool IsOfTheRequest => IsDamage || Primary is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG;

    private int Primary => Code & PrimaryMask;

    /// <summary>The file was moved or deleted while it was open.</summary>
    public static SqliteFailure Moved() => new(raw.SQLITE_READONLY_DBMOVED, "write", "the file is not where it was opened");

    private static string AdviceOn(int code) =>
        (code & PrimaryMask) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "Another program holds the database's lock. End it, and try again.",
            raw.SQLITE_FULL => "There is no room on the disk. Make room, and try again.",
            raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_PERM =>
                "The database cannot be opened. SQLite has to write beside it even to read it: see that the file and its folder can "
                    + "be written, or copy the file and its '-wal' to where they can.",
            raw.SQLITE_IOERR => "The disk refuses. See what the system's log says of it.",
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "A part of the database is damaged. 'roundtable verify' reads everything.",
            _ => "The database refuses.",
        };

    /// <summary>What a caller of the store is told.</summary>
    public StorageUnavailableException ToRefusal() =>
        this switch
        {
            { IsFull: true } => new StorageUnavailableException(
                StorageFault.Full,
                "There is no room to write. Reads go on, and writing resumes when there is room.",
                this
            ),
            { IsBusy: true } => new StorageUnavailableException(
                StorageFault.Unavailable,
                "Another program holds the database's write lock. Reads go on, and writing resumes when it lets go.",
                this
            ),
            { Code: raw.SQLITE_READONLY_DBMOVED } => new StorageUnavailableException(
                StorageFault.Unavailable,
                "The database's file was moved or deleted. Put it back where it was; writing resumes when it is there.",
                this
            ),
            { IsDamage: true } => new StorageUnavailableException(
                StorageFault.Unavailable,
                "A part of the database is damaged. What is sound is served; 'verify' reads everything.",
                this
            ),
            _ => new StorageUnavailableException(
                StorageFault.Unavailable,
                "The disk refuses. What can be read is served, and writing resumes when the disk does.",
                this
            ),
        };
}
