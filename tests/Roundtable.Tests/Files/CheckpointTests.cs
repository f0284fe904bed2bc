using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Files;

/// <summary>The journal is emptied into files again and again, whoever is still speaking.</summary>
public sealed class CheckpointTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() =>
        _fixture = await StreamFixture.OpenAsync(folder => new FileStoreOptions
        {
            Folder = folder,
            SegmentSizeBytes = 16 * 1024,
            CheckpointInterval = TimeSpan.FromMilliseconds(100),
        });

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task A_silent_reply_pins_no_segment_and_survives_a_crash_after_many_checkpoints()
    {
        using var checkpoints = new MetricCollector<long>(_fixture.Host.Meter, "roundtable.journal.checkpoints");
        var silent = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        await _fixture.Store.AppendBundleAsync(Bundles.Of(silent, "one ", closes: true), CancellationToken.None);
        await _fixture.Store.AppendBundleAsync(Bundles.Of(silent, "two ", 4, seq: 2), CancellationToken.None);
        for (var checkpoint = 1; checkpoint <= 8; checkpoint++)
        {
            await _fixture.Host.AnswerAsync(StreamFixture.Conversation, new string('a', 200));
            await checkpoints.WaitForMeasurementsAsync(checkpoint, TimeSpan.FromSeconds(30));
        }

        Assert.InRange(Directory.GetFiles(_fixture.Sandbox.PathOf("journal"), "*.segment").Length, 1, 4);
        var image = _fixture.Photograph();
        var crashed = await _fixture.OpenImageAsync(image);
        var message = await crashed.ReadAsync(silent);
        Assert.Equal(("one two ", FinishReason.Interrupted), (message.Content, message.FinishReason));
        await _fixture.CloseAsync(crashed, image);

        await _fixture.Store.AppendBundleAsync(Bundles.Of(silent, "three", 8, seq: 2), CancellationToken.None);
        await _fixture.Store.EndMessageAsync(silent, new MessageEnd(FinishReason.Stop), CancellationToken.None);
        Assert.Equal("one two three", (await _fixture.Host.ReadAsync(silent)).Content);
    }

    [Fact]
    public async Task A_record_larger_than_a_segment_gets_a_larger_segment()
    {
        var large = string.Concat(Enumerable.Repeat("wörd 🌍 ", 20_000));
        var turn = await _fixture.Host.AskAsync(StreamFixture.Conversation, large);
        await _fixture.Store.AppendBundleAsync(Bundles.Of(turn.Replies[0], large), CancellationToken.None);

        var image = _fixture.Photograph();
        var crashed = await _fixture.OpenImageAsync(image);
        Assert.Equal(large, (await crashed.ReadAsync(turn.Message.Id)).Content);
        Assert.Equal(large, (await crashed.ReadAsync(turn.Replies[0])).Content);
        await _fixture.CloseAsync(crashed, image);
    }

    [Fact]
    public async Task A_start_after_a_crash_retires_the_old_segments_though_nobody_writes()
    {
        await _fixture.Host.AnswerAsync(StreamFixture.Conversation, new string('a', 200));
        var image = _fixture.Photograph();
        for (var crash = 0; crash < 6; crash++)
        {
            var crashed = await _fixture.OpenImageAsync(image);
            var next = $"{image}-{crash}";
            crashed.Disk.Photograph(image, next, () => 0);
            await _fixture.CloseAsync(crashed, image);
            image = next;
        }

        // A start retires the segments of those before it; a clean stop removes its own, too.
        var last = await _fixture.OpenImageAsync(image);
        await last.DisposeAsync();
        Assert.Empty(Directory.GetFiles(Path.Combine(image, "journal")));
    }
}
