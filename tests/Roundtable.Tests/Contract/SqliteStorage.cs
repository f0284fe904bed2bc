using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Sqlite;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Contract;

/// <summary>A database file in a folder of its own.</summary>
public sealed class SqliteStorage : StorageUnderTest<SqliteStore>
{
    private readonly DatabaseSandbox _sandbox = new();

    public override Meter Meter { get; } = new("Roundtable.Tests");

    public override Task<SqliteStore> OpenAsync() =>
        SqliteStore.OpenAsync(
            new SqliteStoreOptions { File = _sandbox.File },
            Meter,
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance,
            CancellationToken.None
        );

    public override async ValueTask DisposeAsync()
    {
        Meter.Dispose();
        await _sandbox.DisposeAsync();
    }
}
