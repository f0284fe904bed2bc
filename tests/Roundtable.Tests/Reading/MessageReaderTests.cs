using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Reading;

public sealed class MessageReaderTests : IAsyncLifetime
{
    private StreamFixture _fixture = null!;

    public async ValueTask InitializeAsync() => _fixture = await StreamFixture.OpenAsync();

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task What_has_ended_is_read_once_and_then_found()
    {
        using var hits = new MetricCollector<long>(_fixture.Host.Meter, "roundtable.cache.hits");
        using var misses = new MetricCollector<long>(_fixture.Host.Meter, "roundtable.cache.misses");
        var reply = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Hello");

        var first = await _fixture.Host.ReadAsync(reply);
        var second = await _fixture.Host.ReadAsync(reply);

        Assert.Same(first, second);
        Assert.Equal((1, 1), (Total(hits), Total(misses)));
    }

    [Fact]
    public async Task What_is_open_is_read_each_time_and_not_kept()
    {
        var reply = (await _fixture.Host.AskAsync(StreamFixture.Conversation)).Replies[0];
        await _fixture.Store.AppendBundleAsync(Bundles.Of(reply, "one "), CancellationToken.None);
        var first = await _fixture.Host.ReadAsync(reply);
        await _fixture.Store.AppendBundleAsync(Bundles.Of(reply, "two", 4), CancellationToken.None);

        Assert.Equal(("one ", MessageStatus.Streaming), (first.Content, first.Status));
        Assert.Equal("one two", (await _fixture.Host.ReadAsync(reply)).Content);
        Assert.Equal(0, _fixture.Host.Cache.SizeBytes);
    }

    [Fact]
    public async Task What_is_damaged_is_read_again_and_mended_when_its_file_is()
    {
        var reply = await _fixture.Host.AnswerAsync(StreamFixture.Conversation, "Hello");
        await _fixture.ReopenAsync();
        var path = _fixture.PathOf(reply, 1);
        var sound = File.ReadAllBytes(path);
        File.WriteAllBytes(path, []);
        Assert.Single((await _fixture.Host.ReadAsync(reply)).Damaged);
        File.WriteAllBytes(path, sound);

        Assert.Equal("Hello", (await _fixture.Host.ReadAsync(reply)).Content);
    }

    [Fact]
    public async Task A_snapshot_shows_what_was_open_as_it_was()
    {
        var turn = await _fixture.Host.AskAsync(StreamFixture.Conversation, agents: 2);
        await _fixture.Store.AppendBundleAsync(Bundles.Of(turn.Replies[0], "one "), CancellationToken.None);
        var snapshot = await _fixture.Store.FindConversationAsync(StreamFixture.Conversation, CancellationToken.None);
        await _fixture.Store.AppendBundleAsync(Bundles.Of(turn.Replies[0], "two", 4), CancellationToken.None);
        await _fixture.Store.EndMessageAsync(turn.Replies[0], new MessageEnd(FinishReason.Stop), CancellationToken.None);

        var messages = await _fixture
            .Host.Reader.ReadAsync(snapshot!, [3, 2, 1, 99], CancellationToken.None)
            .ToListAsync(CancellationToken.None);

        Assert.Equal([3, 2, 1], messages.Select(message => message.Id.Number));
        Assert.Equal(["", "one ", "Why?"], messages.Select(message => message.Content));
        Assert.Equal((4, 1, MessageStatus.Streaming), (messages[1].TokenCount, messages[1].ChunkCount, messages[1].Status));
        Assert.Null(messages[1].FinishReason);
        Assert.Null(messages[1].CompletedAt);
    }

    [Fact]
    public async Task A_message_that_does_not_exist_is_null() =>
        Assert.Null(await _fixture.Host.Reader.ReadAsync(new MessageId(StreamFixture.Conversation, 9), CancellationToken.None));

    private static long Total(MetricCollector<long> collector) =>
        collector.GetMeasurementSnapshot().Sum(measured => measured.Value);
}
