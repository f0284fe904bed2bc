using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Sqlite;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Contract;

/// <summary>A database file in a folder of its own.</summary>
public sealed class SqliteStorage : StorageUnderTest<SqliteStore>
{
    private readonly DatabaseSandbox _sandbox = new();
    private readonly Meter _meter = new("Roundtable.Tests");

    public override Task<SqliteStore> OpenAsync() =>
        SqliteStore.OpenAsync(
            new SqliteStoreOptions { File = _sandbox.File },
            _meter,
            TimeProvider.System,
            NullLogger<SqliteStore>.Instance,
            CancellationToken.None
        );

    public override async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await _sandbox.DisposeAsync();
    }
}
