using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Roundtable.Tests.Databases;

/// <summary>
/// How many steps of its virtual machine SQLite takes for the connections that are opened to one file, whoever opens them: what
/// work costs, whatever else the machine does.
/// </summary>
internal sealed unsafe partial class EngineSteps : IDisposable
{
    /// <summary>Steps that one call of <see cref="Count"/> stands for.</summary>
    private const int Stride = 100;

    private static readonly ConcurrentDictionary<string, EngineSteps> Watched = new();
    private readonly string _file;
    private long _strides;

    static EngineSteps()
    {
        Batteries_V2.Init();
        Assert.Equal(raw.SQLITE_OK, AutoExtension((nint)(delegate* unmanaged[Cdecl]<nint, nint, nint, int>)&Opened));
    }

    public EngineSteps(string file)
    {
        _file = Path.GetFullPath(file);
        Assert.True(Watched.TryAdd(_file, this));
    }

    /// <summary>The steps so far.</summary>
    public long Taken => Interlocked.Read(ref _strides) * Stride;

    public void Dispose() => Watched.TryRemove(_file, out _);

    /// <summary>SQLite calls it for each connection that is opened in this process.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Opened(nint database, nint message, nint api)
    {
        if (Marshal.PtrToStringUTF8(FileName(database, "main")) is { } file && Watched.ContainsKey(file))
            ProgressHandler(database, Stride, &Count, FileName(database, "main"));
        return raw.SQLITE_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Count(nint file)
    {
        if (Watched.TryGetValue(Marshal.PtrToStringUTF8(file)!, out var steps))
            Interlocked.Increment(ref steps._strides);
        return 0;
    }

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_auto_extension")]
    private static partial int AutoExtension(nint opened);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_db_filename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint FileName(nint database, string schema);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_progress_handler")]
    private static partial void ProgressHandler(
        nint database,
        int steps,
        delegate* unmanaged[Cdecl]<nint, int> called,
        nint argument
    );
}
