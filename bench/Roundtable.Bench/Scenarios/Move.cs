using System.Diagnostics;
using Roundtable.Bench.Filling;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;
using Roundtable.Cli;
using Roundtable.Disk;
using Roundtable.Files.Verification;
using Roundtable.Moving;
using Roundtable.Sqlite.Verification;

namespace Roundtable.Bench.Scenarios;

/// <summary>W11: whole stores moved, copied and verified, as the commands do it, beside what their bytes cost.</summary>
internal sealed class Move(BenchOptions options) : Scenario(options)
{
    private const int Turns = 2;
    private const int ReplyBundles = 7;
    private readonly FilledFolders _folders = new(options);
    private readonly ScratchFolder _database = new(options);

    public override string Name => "move";

    public override string Summary =>
        "migrate, backup and verify of conversations of four messages, each once a run, beside copying, flushing and reading the same bytes.";

    public override string SizeOf => "conversations";

    public override (int Short, int Long) Runs => (3, 3);

    private StoreName Loose => new(Cli.StoreKind.Files, _folders.Loose);

    private StoreName Sealed => new(Cli.StoreKind.Files, _folders.Sealed);

    private StoreName Database => new(Cli.StoreKind.Sqlite, Path.Combine(_database.Path, "conversations.db"));

    public override async Task<IReadOnlyList<Case>> PrepareAsync()
    {
        var conversations = Options.SizesOr([1_000], [10_000])[0];
        await _folders.FillAsync(conversations, Turns, ReplyBundles);
        Directory.CreateDirectory(_database.Path);
        await CopyAsync(MovingKind.Migration, Sealed, Database);
        return
        [
            Of("migrate, loose files to SQLite", to => CopyAsync(MovingKind.Migration, Loose, InFile(to))),
            Of("migrate, sealed files to SQLite", to => CopyAsync(MovingKind.Migration, Sealed, InFile(to))),
            Of("migrate, SQLite to files", to => CopyAsync(MovingKind.Migration, Database, InFolder(to))),
            Of("backup, loose files to files", to => CopyAsync(MovingKind.Backup, Loose, InFolder(to))),
            Of("backup, sealed files to files", to => CopyAsync(MovingKind.Backup, Sealed, InFolder(to))),
            Of("backup, SQLite to SQLite", to => CopyAsync(MovingKind.Backup, Database, InFile(to))),
            Of("limit: copy, flush and read both, loose", to => CopyBytesAsync(_folders.Loose, to)),
            Of("limit: copy, flush and read both, sealed", to => CopyBytesAsync(_folders.Sealed, to)),
            Of("limit: copy, flush and read both, SQLite", to => CopyBytesAsync(_database.Path, to)),
            Of("verify, loose files", _ => VerifyAsync(Loose)),
            Of("verify, sealed files", _ => VerifyAsync(Sealed)),
            Of("verify, SQLite", _ => VerifyAsync(Database)),
            Of("limit: read, loose", _ => Task.Run(() => ReadBytes(_folders.Loose))),
            Of("limit: read, sealed", _ => Task.Run(() => ReadBytes(_folders.Sealed))),
            Of("limit: read, SQLite", _ => Task.Run(() => ReadBytes(_database.Path))),
        ];

        Case Of(string name, Func<string, Task> workAsync) => new(conversations, name, () => MeasureAsync(workAsync));
    }

    public override ValueTask DisposeAsync()
    {
        _folders.Dispose();
        _database.Dispose();
        return base.DisposeAsync();
    }

    private static StoreName InFile(string folder) => new(Cli.StoreKind.Sqlite, Path.Combine(folder, "conversations.db"));

    private static StoreName InFolder(string folder) => new(Cli.StoreKind.Files, Path.Combine(folder, "data"));

    private async Task<Figures> MeasureAsync(Func<string, Task> workAsync)
    {
        using var target = new ScratchFolder(Options);
        Directory.CreateDirectory(target.Path);
        var (usage, started) = (Usage.Begin(Environment.ProcessId), Stopwatch.GetTimestamp());
        await workAsync(target.Path);
        var elapsed = Stopwatch.GetElapsedTime(started);
        return new Figures().With("ms", elapsed.TotalMilliseconds).With(usage.End());
    }

    private static async Task CopyAsync(MovingKind kind, StoreName from, StoreName to)
    {
        await using var source =
            kind == MovingKind.Backup
                ? MovingStores.OpenBeside(from)
                : await MovingStores.OpenAsync(from, CancellationToken.None);
        await using var target = MovingStores.OpenTarget(to, (kind, from));
        var copy = new StoreCopy(source, target, kind, TimeProvider.System);
        var summary = await Task.Run(() => copy.RunAsync(progress: null, CancellationToken.None));
        if (!summary.IsFinished)
            throw new InvalidDataException($"{to} is not finished.");
    }

    private static async Task VerifyAsync(StoreName store)
    {
        var summary =
            store.Kind == Cli.StoreKind.Sqlite
                ? await Task.Run(() => new SqliteVerifier(store.Path).VerifyAsync(null, CancellationToken.None))
                : await Task.Run(() => new StoreVerifier(store.Folder).Verify(null, CancellationToken.None));
        if (summary.Damage.Count > 0)
            throw new InvalidDataException($"What was just written to {store} is damaged.");
    }

    /// <summary>As the commands do: all of it is written, flushed once, and both sides are read again.</summary>
    private static Task CopyBytesAsync(string from, string to) =>
        Task.Run(() =>
        {
            var disk = new LinuxDisk();
            using (var flusher = disk.OpenFlusher(to))
            {
                foreach (var path in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
                {
                    var copy = Path.Combine(to, Path.GetRelativePath(from, path));
                    Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                    File.WriteAllBytes(copy, File.ReadAllBytes(path));
                }

                flusher.Flush();
            }

            ReadBytes(from);
            ReadBytes(to);
        });

    private static void ReadBytes(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            File.ReadAllBytes(path);
    }
}
