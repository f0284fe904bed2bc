using System.Runtime.InteropServices;

namespace Roundtable.Sqlite.Engine;

/// <summary>
/// What is asked of a statement for each column and each parameter. Called straight: by the library's own way a chunk's forty
/// calls cost more than SQLite's reading of it. Whoever calls holds the statement.
/// </summary>
/// <remarks>What only looks into a row takes nanoseconds and waits for nothing, so that a collection can wait for it.</remarks>
internal static unsafe partial class StatementCalls
{
    private const string Library = "e_sqlite3";

    /// <summary>SQLITE_TRANSIENT: SQLite makes a copy of its own.</summary>
    private const nint Copied = -1;

    [LibraryImport(Library, EntryPoint = "sqlite3_step")]
    public static partial int Step(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_reset")]
    public static partial int Reset(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_clear_bindings")]
    public static partial int Clear(nint statement);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_int64")]
    [SuppressGCTransition]
    public static partial int Bind(nint statement, int parameter, long number);

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_null")]
    [SuppressGCTransition]
    public static partial int BindNull(nint statement, int parameter);

    /// <summary>As text, which may be empty, and may hold U+0000.</summary>
    public static int Bind(nint statement, int parameter, ReadOnlySpan<byte> utf8)
    {
        byte none;
        fixed (byte* start = utf8)
            return BindText(statement, parameter, start is null ? &none : start, utf8.Length, Copied);
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_column_type")]
    [SuppressGCTransition]
    public static partial int TypeOf(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_int64")]
    [SuppressGCTransition]
    public static partial long Long(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_double")]
    [SuppressGCTransition]
    public static partial double Double(nint statement, int column);

    /// <summary>The bytes as they lie in the row, until the statement goes on; empty when it is null.</summary>
    public static ReadOnlySpan<byte> Bytes(nint statement, int column)
    {
        // In this order (sqlite.org/c3ref/column_blob.html): the first may convert what the second counts.
        var start = Blob(statement, column);
        return new ReadOnlySpan<byte>(start, LengthOf(statement, column));
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_bind_text")]
    private static partial int BindText(nint statement, int parameter, byte* utf8, int length, nint destructor);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_blob")]
    [SuppressGCTransition]
    private static partial byte* Blob(nint statement, int column);

    [LibraryImport(Library, EntryPoint = "sqlite3_column_bytes")]
    [SuppressGCTransition]
    private static partial int LengthOf(nint statement, int column);
}
