using System.Runtime.CompilerServices;
using System.Text;
using SQLitePCL;

namespace Roundtable.Sqlite.Engine;

/// <summary>
/// A prepared statement that is used again and again. Parameters are bound in the order in which they first appear, columns
/// read by their place. Disposing it ends this use; it stays prepared.
/// </summary>
/// <remarks>Bound as bytes with a length: text may hold U+0000.</remarks>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    private const int StackBytesMax = 1024;
    private const int RecompiledStatus = 5; // SQLITE_STMTSTATUS_REPREPARE
    private readonly nint _statement = handle.DangerousGetHandle();
    private int _bound;

    [SkipLocalsInit]
    public Statement Bind(string? text)
    {
        if (text is null)
            return BindNull();
        if (text.Length > StackBytesMax / 3)
            return Bind(Encoding.UTF8.GetBytes(text));
        Span<byte> bytes = stackalloc byte[StackBytesMax];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        return Bind(bytes[..length]);
    }

    /// <summary>Binds a text that is UTF-8 already.</summary>
    public Statement Bind(ReadOnlySpan<byte> utf8) => Bound(StatementCalls.Bind(_statement, ++_bound, utf8));

    public Statement Bind(long number) => Bound(StatementCalls.Bind(_statement, ++_bound, number));

    public Statement Bind(long? number) => number is { } value ? Bind(value) : BindNull();

    public Statement Bind(bool value) => Bind(value ? 1L : 0L);

    public Statement BindNull() => Bound(StatementCalls.BindNull(_statement, ++_bound));

    /// <summary>Goes to the next row; false when there is none.</summary>
    /// <exception cref="SqliteFailure">It cannot be done.</exception>
    public bool Read() =>
        StatementCalls.Step(_statement) switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw database.Failure("step"),
        };

    /// <summary>Runs it to its end; how many rows it changed.</summary>
    /// <exception cref="SqliteFailure">It cannot be done.</exception>
    public int Execute()
    {
        using (this)
        {
            while (Read()) { }
            return database.ChangedRows;
        }
    }

    public bool IsNull(int column) => StatementCalls.TypeOf(_statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => StatementCalls.Long(_statement, column);

    public double Double(int column) => StatementCalls.Double(_statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    /// <summary>A number that is never negative and fits; one that does not is -1, which no record takes.</summary>
    public int Int(int column) => Long(column) is >= 0 and <= int.MaxValue and var value ? (int)value : -1;

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    /// <summary>The text as it lies in the row, until the next one is read; empty when it is null.</summary>
    public ReadOnlySpan<byte> Utf8(int column) => StatementCalls.Bytes(_statement, column);

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>How often SQLite has compiled it once more by itself.</summary>
    internal int CompiledAgain => raw.sqlite3_stmt_status(handle, RecompiledStatus, 0);

    /// <summary>Ends this use.</summary>
    public void Dispose()
    {
        // What a failed step says once more here was thrown by the step.
        _ = StatementCalls.Reset(_statement);
        if (_bound > 0)
            _ = StatementCalls.Clear(_statement);
        _bound = 0;
    }

    /// <summary>Gives the statement back for good.</summary>
    internal void Close() => handle.Dispose();

    private Statement Bound(int code) => code == raw.SQLITE_OK ? this : throw database.Failure("bind");
}
