using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Files;
using Roundtable.Files.Moving;
using Roundtable.Moving;
using Roundtable.Sqlite;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Moving;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Moving;

/// <summary>A store of either kind to copy from or to; all that is left in it is judged in the end.</summary>
public sealed class MovingStore : IAsyncDisposable
{
    private readonly Meter _meter = new("Roundtable.Tests");
    private readonly DatabaseSandbox? _database;

    private MovingStore(DatabaseSandbox? database) => _database = database;

    public FolderSandbox Sandbox { get; } = new();

    /// <summary>Where it is, for a server.</summary>
    public IStoreSandbox Place => _database is null ? Sandbox : _database;

    /// <summary>The data folder, or the database file.</summary>
    public string Path => _database?.File ?? Sandbox.Data;

    /// <summary>As commands name it.</summary>
    public string Name => (_database is null ? "files:" : "sqlite:") + Path;

    public static MovingStore Files() => new(null);

    public static MovingStore Database() => new(new DatabaseSandbox());

    /// <param name="kind"><c>files</c> or <c>sqlite</c>.</param>
    public static MovingStore Of(string kind) => kind == "files" ? Files() : Database();

    public async Task<IConversationStore> OpenAsync() =>
        _database is null
            ? await FileStore.OpenAsync(
                new FileStoreOptions { Folder = Path, SealAfter = null },
                _meter,
                TimeProvider.System,
                NullLogger<FileStore>.Instance,
                CancellationToken.None
            )
            : await SqliteStore.OpenAsync(
                new SqliteStoreOptions { File = Path },
                _meter,
                TimeProvider.System,
                NullLogger<SqliteStore>.Instance,
                CancellationToken.None
            );

    /// <summary>Copies from here, and gives what was done.</summary>
    public async Task<MovingSummary> CopyToAsync(
        MovingStore target,
        MovingKind kind = MovingKind.Migration,
        IProgress<MovingProgress>? progress = null,
        bool isServed = false
    )
    {
        await using var source = kind == MovingKind.Backup ? Beside() : await SourceAsync(isServed);
        await using var written = target.Target(kind == MovingKind.Backup ? "backup" : "migrate", Name);
        return await new StoreCopy(source, written, kind, TimeProvider.System).RunAsync(progress, CancellationToken.None);
    }

    public IStoreSource Beside() => _database is null ? FolderSource.OpenBeside(Path) : SqliteSource.OpenBeside(Path);

    /// <summary>The export's lines.</summary>
    public async Task<IReadOnlyList<string>> ExportAsync()
    {
        await using var source = Beside();
        var lines = new List<string>();
        await foreach (var line in new StoreExport(source.Content).ReadAsync(CancellationToken.None))
            lines.Add(Encoding.UTF8.GetString(line.Span));
        return lines;
    }

    /// <summary>All files of a folder by path, with a digest of each; what a database says.</summary>
    public IReadOnlyDictionary<string, string> Contents() =>
        Directory
            .EnumerateFiles(Place.Data, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith("lock", StringComparison.Ordinal))
            .ToDictionary(
                path => System.IO.Path.GetRelativePath(Place.Data, path),
                path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))
            );

    /// <summary>Gives the first conversation another title, and everything a sound checksum.</summary>
    public void ChangeTitle()
    {
        if (_database is null)
        {
            var path = Directory.GetFiles(Path, "us01-co01.json", SearchOption.AllDirectories)[0];
            new CraftedFolder(Path).Change(
                System.IO.Path.GetRelativePath(Path, path),
                facts => facts["title"] = JsonValue.Create("Another")
            );
            return;
        }

        using var database = Engine();
        var id = ConversationId.Parse(
            database.Ask("select id from conversation where deleted = 0 order by number limit 1")!,
            CultureInfo.InvariantCulture
        );
        var revision = int.Parse(
            database.Ask($"select revision from conversation where id = '{id}'")!,
            CultureInfo.InvariantCulture
        );
        var facts = ConversationTable.FindRevision(database, id, revision, out _)!.Value.Facts with { Title = "Another" };
        var checksum = ChecksummedJson.DigestIn(facts.Encode());
        database.Run($"update conversation set title = 'Another', checksum = '{checksum}' where id = '{id}'");
    }

    /// <summary>Damages one record.</summary>
    public void Spoil()
    {
        if (_database is null)
            File.WriteAllBytes(
                Directory.GetFiles(Path, "us01-co*-sealed-001.jsonl", SearchOption.AllDirectories)[0],
                new byte[99]
            );
        else
        {
            using var database = Engine();
            database.Run("update conversation set title = 'Another' where deleted = 0");
        }
    }

    /// <summary>Removes what is there, so that nothing is judged.</summary>
    public void Delete()
    {
        if (_database is null)
            Directory.Delete(Path, recursive: true);
        else
            _database.IsDamaged = true;
    }

    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await Sandbox.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private Database Engine() => Sqlite.Engine.Database.Open(Path, mayCreate: false);

    /// <summary>A process that another test starts at this very moment holds our locks until it is another program.</summary>
    private async Task<IStoreSource> SourceAsync(bool isServed)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            var source = await SourceAsync();
            if (source.IsServed == isServed)
                return source;
            await source.DisposeAsync();
        }
    }

    private async Task<IStoreSource> SourceAsync() =>
        _database is null
            ? await FolderSource.OpenAsync(
                Path,
                _meter,
                TimeProvider.System,
                NullLogger<FileStore>.Instance,
                CancellationToken.None
            )
            : await SqliteSource.OpenAsync(
                Path,
                _meter,
                TimeProvider.System,
                NullLogger<SqliteStore>.Instance,
                CancellationToken.None
            );

    public IStoreTarget Target(string command, string from) =>
        _database is null
            ? FolderTarget.Open(Path, command, from, TimeProvider.System)
            : SqliteTarget.Open(Path, command, from, TimeProvider.System);
}
