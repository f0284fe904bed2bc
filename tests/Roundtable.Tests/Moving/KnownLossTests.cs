using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Files;
using Roundtable.Files.Verification;
using Roundtable.Moving;
using Roundtable.Tests.Sealing;

namespace Roundtable.Tests.Moving;

/// <summary>What a repair has noted as lost is taken along: every store names it, and no number of it is given out again.</summary>
public sealed class KnownLossTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly MovingStore _source = MovingStore.Files();
    private readonly MovingStore _there = MovingStore.Database();
    private readonly MovingStore _back = MovingStore.Files();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        // The rows that stand for what is lost fit no checksum, and are to fit none.
        _there.Delete();
        await _source.DisposeAsync();
        await _there.DisposeAsync();
        await _back.DisposeAsync();
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, RunLength.Rounds(4, 100))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Losses_go_there_and_back_and_every_store_reads_the_same(int seed)
    {
        var random = new Random(seed);
        IReadOnlyList<ConversationId> conversations;
        await using (var store = await _source.OpenAsync())
        {
            var history = new RandomHistory(store, random);
            await history.WriteAsync(15, endsAll: true);
            conversations = history.Conversations;
        }

        var files = Directory.GetFiles(_source.Path, "us*-co*.json", SearchOption.AllDirectories);
        foreach (var path in random.GetItems(files, 12).Distinct())
        {
            if (random.Next(3) == 0)
                File.Delete(path);
            else
                await File.WriteAllBytesAsync(path, new byte[random.Next(99)], TestContext.Current.CancellationToken);
        }

        await Assert.ThrowsAsync<StoreDamagedException>(() => _source.CopyToAsync(_there));
        await RepairAsync();

        await _source.CopyToAsync(_there);
        await _there.CopyToAsync(_back);

        var export = await _source.ExportAsync();
        Assert.Equal(export, await _there.ExportAsync());
        Assert.Equal(export, await _back.ExportAsync());
        var losses = export.Count(line => line.Contains("\"lost\":", StringComparison.Ordinal));
        Assert.InRange(losses, 1, int.MaxValue);
        var before = await ReadAsync(_source, conversations);
        Assert.Equal(before, await ReadAsync(_back, conversations));
        Assert.Equal(before, await ReadAsync(_there, conversations));
        output.WriteLine($"{losses} losses among {export.Count} records.");
    }

    private async Task RepairAsync()
    {
        using var meter = new Meter("Roundtable.Tests");
        var repair = new StoreRepair(_source.Path, meter, TimeProvider.System, NullLogger<FileStore>.Instance);
        Assert.Empty((await repair.RepairAsync(null, CancellationToken.None)).After.Damage);
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(MovingStore moved, IEnumerable<ConversationId> conversations)
    {
        await using var store = await moved.OpenAsync();
        var lines = new List<string>();
        foreach (var id in conversations)
        {
            var conversation = await store.FindConversationAsync(id, CancellationToken.None);
            lines.Add($"{id} {conversation?.Title} {conversation?.Revision} {conversation?.MessageCount}");
            for (var number = 1; number <= conversation?.MessageCount; number++)
            {
                await foreach (var reading in store.ReadChunksAsync(new MessageId(id, number), 0, CancellationToken.None))
                    lines.Add($"{id} {number} {Seals.Describe(reading)}");
            }
        }

        return lines;
    }
}
