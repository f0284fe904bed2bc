using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Files;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Contract;

/// <summary>A sandboxed data folder.</summary>
public class FileStorage(Durability durability) : StorageUnderTest<FileStore>
{
    private readonly FolderSandbox _sandbox = new();

    public FileStorage()
        : this(Durability.Power) { }

    public override Meter Meter { get; } = new("Roundtable.Tests");

    public override Task<FileStore> OpenAsync() =>
        FileStore.OpenAsync(
            new FileStoreOptions { Folder = _sandbox.Data, Durability = durability },
            Meter,
            TimeProvider.System,
            NullLogger<FileStore>.Instance,
            CancellationToken.None
        );

    public override async ValueTask DisposeAsync()
    {
        Meter.Dispose();
        await _sandbox.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
