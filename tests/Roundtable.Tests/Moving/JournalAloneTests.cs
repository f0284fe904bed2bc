using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Files;

namespace Roundtable.Tests.Moving;

/// <summary>What is durable in the journal and in no file yet is copied like everything else.</summary>
public sealed class JournalAloneTests : IAsyncLifetime
{
    private readonly MovingStore _served = MovingStore.Files();
    private readonly MovingStore _asItWas = MovingStore.Files();
    private readonly Meter _meter = new("Roundtable.Tests");

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        _meter.Dispose();
        await _served.DisposeAsync();
        await _asItWas.DisposeAsync();
    }

    [Fact]
    public async Task Without_the_files_that_the_journal_has_the_same_is_read()
    {
        var options = new FileStoreOptions
        {
            Folder = _served.Path,
            SealAfter = null,
            CheckpointInterval = TimeSpan.FromHours(1),
        };
        await using var store = await FileStore.OpenAsync(
            options,
            _meter,
            TimeProvider.System,
            NullLogger<FileStore>.Instance,
            CancellationToken.None
        );
        await new RandomHistory(store, new Random(29)).WriteAsync(10, endsAll: false);
        var export = await _served.ExportAsync();

        foreach (var path in Directory.GetFiles(_served.Path, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_asItWas.Path, Path.GetRelativePath(_served.Path, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            // A private name may be given up, or become another, at any moment.
            if (
                Path.GetFileName(path) is not "lock" and var name
                && !name.StartsWith("us01-", StringComparison.Ordinal)
                && !name.EndsWith(".new", StringComparison.Ordinal)
            )
                File.Copy(path, copy);
        }

        Assert.NotEmpty(export);
        Assert.Equal(export, await _asItWas.ExportAsync());
        _asItWas.Delete();
    }
}
