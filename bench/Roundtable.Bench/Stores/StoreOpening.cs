using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Files.Journaling;
using Roundtable.Sqlite;

namespace Roundtable.Bench.Stores;

/// <summary>The stores that are measured, by name.</summary>
internal static class StoreOpening
{
    public const string Database = "sqlite, power";
    public const string Nothing = "nothing";
    public const string Power = "files, power";
    public const string SealedEarly = "files, power, sealed after 20 s";
    public const string Process = "files, process";
    public const string Slow = "files, power, flush + 1 ms";
    public const string Memory = "files, disk in memory";

    /// <summary>The store in its forms: what a machine's death may take, and what may not.</summary>
    public static IReadOnlyList<string> Of(StoreKind kind) =>
        kind switch
        {
            StoreKind.Files => [Power, Process],
            StoreKind.Sqlite => [Database],
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a store that can be measured."),
        };

    public static async Task<IConversationStore> OpenAsync(string name, string folder, Meter meter) =>
        name switch
        {
            Nothing => new NothingStore(),
            Database => await SqliteStore.OpenAsync(
                new SqliteStoreOptions { File = Path.Combine(folder, "conversations.db") },
                meter,
                TimeProvider.System,
                NullLogger<SqliteStore>.Instance,
                CancellationToken.None
            ),
            Power => await OpenFilesAsync(new LinuxDisk(), Options(folder), meter),
            SealedEarly => await OpenFilesAsync(new LinuxDisk(), Options(folder, sealAfter: TimeSpan.FromSeconds(20)), meter),
            Process => await OpenFilesAsync(new LinuxDisk(), Options(folder, Durability.ProcessOnlyLossyOnPowerCut), meter),
            Slow => await OpenFilesAsync(new SlowFlushDisk(TimeSpan.FromMilliseconds(1)), Options(folder), meter),
            Memory => await OpenFilesAsync(new MemoryDisk(), Options(folder), meter),
            _ => throw new ArgumentException($"'{name}' is not a store that can be measured."),
        };

    public static FileStoreOptions Options(string folder, Durability durability = Durability.Power, TimeSpan? sealAfter = null) =>
        new()
        {
            Folder = folder,
            Durability = durability,
            SealAfter = sealAfter,
        };

    public static Task<FileStore> OpenFilesAsync(IDisk disk, FileStoreOptions options, Meter meter) =>
        FileStoreOpening.OpenAsync(
            new JournalSetup(options, disk, new FileStoreMetrics(meter), NullLogger.Instance),
            TimeProvider.System,
            CancellationToken.None
        );
}
