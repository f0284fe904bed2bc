using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Files;
using Roundtable.Files.Moving;
using Roundtable.Moving;
using Roundtable.Sqlite;
using Roundtable.Sqlite.Moving;

namespace Roundtable.Cli;

/// <summary>Opens stores for copying, whatever their kind.</summary>
internal static class MovingStores
{
    private static readonly TimeProvider Time = TimeProvider.System;

    /// <summary>Reads a store beside whoever serves it.</summary>
    public static IStoreSource OpenBeside(StoreName name) =>
        name.Kind == StoreKind.Files ? FolderSource.OpenBeside(name.Path) : SqliteSource.OpenBeside(name.Path);

    /// <summary>Takes a store that nobody serves, or reads it beside whoever does.</summary>
    public static async Task<IStoreSource> OpenAsync(StoreName name, CancellationToken cancellationToken)
    {
        using var meter = new Meter("Roundtable");
        return name.Kind == StoreKind.Files
            ? await FolderSource.OpenAsync(name.Path, meter, Time, NullLogger<FileStore>.Instance, cancellationToken)
            : await SqliteSource.OpenAsync(name.Path, meter, Time, NullLogger<SqliteStore>.Instance, cancellationToken);
    }

    /// <param name="purpose">What is copied, and from where.</param>
    public static IStoreTarget OpenTarget(StoreName name, (MovingKind Kind, StoreName From) purpose)
    {
        var (command, from) = (purpose.Kind == MovingKind.Migration ? "migrate" : "backup", purpose.From.ToString());
        return name.Kind == StoreKind.Files
            ? FolderTarget.Open(name.Path, command, from, Time)
            : SqliteTarget.Open(name.Path, command, from, Time);
    }

    /// <summary>Whether it says what was wrong with what was asked, or with the disk, and not with us.</summary>
    public static bool IsRefusal(Exception exception) =>
        exception
            is StoreInUseException
                or StoreUnfinishedException
                or StoreDamagedException
                or StoreDiffersException
                or StorageUnavailableException
                or InvalidDataException
                or IOException
                or UnauthorizedAccessException;
}
