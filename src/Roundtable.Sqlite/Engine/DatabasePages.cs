using System.Runtime.InteropServices;
using SQLitePCL;

namespace Roundtable.Sqlite.Engine;

/// <summary>
/// The bytes of a database's file, through the handle that SQLite has of it: a descriptor of our own would take SQLite's locks
/// away when it is closed (sqlite.org/howtocorrupt.html, 2.2). Whoever uses it holds the write lock, and the log is empty.
/// </summary>
/// <param name="file">A <c>sqlite3_file</c> (sqlite.org/c3ref/file.html).</param>
internal sealed unsafe partial class DatabasePages(nint file)
{
    // Of sqlite.org/c3ref/c_fcntl_begin_atomic_write.html.
    private const int FilePointer = 7;
    private const int Moved = 20;

    private const int SyncNormal = 2; // SQLITE_SYNC_NORMAL
    private const int ShortRead = 522; // SQLITE_IOERR_SHORT_READ: what is missing was filled with zeros.

    // The methods of an open file, in the order of sqlite.org/c3ref/io_methods.html.
    private const int ReadMethod = 2;
    private const int WriteMethod = 3;
    private const int SyncMethod = 5;
    private const int SizeMethod = 6;

    private nint Methods => *(nint*)file;

    public long SizeBytes
    {
        get
        {
            long size;
            Require(((delegate* unmanaged<nint, long*, int>)Method(SizeMethod))(file, &size), "size");
            return size;
        }
    }

    public static nint? FileOf(sqlite3 database)
    {
        nint file;
        return FileControl(database.DangerousGetHandle(), "main", FilePointer, &file) == raw.SQLITE_OK ? file : null;
    }

    public static bool HasMoved(sqlite3 database)
    {
        int hasMoved;
        return FileControl(database.DangerousGetHandle(), "main", Moved, &hasMoved) == raw.SQLITE_OK && hasMoved != 0;
    }

    public void Read(long position, Span<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var read = (delegate* unmanaged<nint, byte*, int, long, int>)Method(ReadMethod);
            var code = read(file, start, bytes.Length, position);
            if (code != ShortRead)
                Require(code, "read");
        }
    }

    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            var write = (delegate* unmanaged<nint, byte*, int, long, int>)Method(WriteMethod);
            Require(write(file, start, bytes.Length, position), "write");
        }
    }

    public void Flush() => Require(((delegate* unmanaged<nint, int, int>)Method(SyncMethod))(file, SyncNormal), "flush");

    private nint Method(int index) => ((nint*)Methods)[index];

    private static void Require(int code, string operation)
    {
        if (code != raw.SQLITE_OK)
            throw new SqliteFailure(code, operation, raw.sqlite3_errstr(code).utf8_to_string());
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int FileControl(nint database, string name, int operation, void* argument);
}
