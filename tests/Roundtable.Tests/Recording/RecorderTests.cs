using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Roundtable.Recording;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Recording;

public sealed class RecorderTests : IDisposable
{
    private static readonly MessageError Overloaded = new("provider_overloaded", "The model is busy.");
    private readonly CancellationTokenSource _cancelled = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly ScriptedSource _source = new();
    private readonly BundleSink _store = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Meter _meter = new("Roundtable.Tests");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_that_ends_without_a_word_stops()
    {
        _source.Say("Hello");
        _source.Finish();

        Assert.Equal(FinishReason.Stop, await RecordAsync());
        Assert.Equal("Hello", _store.Text);
        Assert.Equal([new MessageEnd(FinishReason.Stop)], _store.Ends);
    }

    [Theory]
    [InlineData(FinishReason.Stop)]
    [InlineData(FinishReason.Length)]
    public async Task The_reason_of_the_last_delta_is_the_end_and_nothing_after_it_counts(FinishReason reason)
    {
        _source.Say("Hello");
        _source.Say(" there", reason);
        _source.Say(" and more");

        Assert.Equal(reason, await RecordAsync());
        Assert.Equal("Hello there", _store.Text);
        Assert.Equal([new MessageEnd(reason)], _store.Ends);
    }

    [Fact]
    public async Task A_failed_reply_keeps_what_was_said_and_names_the_error()
    {
        _source.Say("Half an ans");
        _source.Fail(new ReplyFailedException(Overloaded));

        Assert.Equal(FinishReason.Error, await RecordAsync());
        Assert.Equal("Half an ans", _store.Text);
        Assert.Equal([new MessageEnd(FinishReason.Error, Overloaded)], _store.Ends);
    }

    [Fact]
    public async Task A_source_that_throws_anything_else_ends_as_internal_and_tells_no_secret()
    {
        _source.Say("Half");
        _source.Fail(new IOException("password=hunter2"));

        Assert.Equal(FinishReason.Error, await RecordAsync());
        var end = Assert.Single(_store.Ends);
        Assert.Equal("internal", end.Error!.Code);
        Assert.DoesNotContain("hunter2", end.Error.Message, StringComparison.Ordinal);
        Assert.Equal("Half", _store.Text);
    }

    [Fact]
    public async Task A_source_that_cancels_itself_has_failed()
    {
        _source.Fail(new OperationCanceledException());

        Assert.Equal(FinishReason.Error, await RecordAsync());
    }

    [Fact]
    public async Task A_cancelled_reply_keeps_what_was_said()
    {
        _source.Say("Half");
        var recording = RecordAsync();
        await AskedAsync(times: 2);
        await _cancelled.CancelAsync();

        Assert.Equal(FinishReason.Cancelled, await recording);
        Assert.Equal("Half", _store.Text);
        Assert.Equal([new MessageEnd(FinishReason.Cancelled)], _store.Ends);
    }

    [Fact]
    public async Task A_stopped_reply_is_interrupted_and_keeps_what_was_said()
    {
        _source.Say("Half \uD83C");
        var recording = RecordAsync();
        await AskedAsync(times: 2);
        await _stopped.CancelAsync();

        Assert.Equal(FinishReason.Interrupted, await recording);
        Assert.Equal("Half \uFFFD", _store.Text);
        Assert.Equal([new MessageEnd(FinishReason.Interrupted)], _store.Ends);
    }

    [Fact]
    public async Task A_reply_cancelled_before_its_first_word_is_empty_and_has_one_end()
    {
        await _cancelled.CancelAsync();
        _source.Say("Hello");

        Assert.Equal(FinishReason.Cancelled, await RecordAsync());
        Assert.Empty(_store.Bundles);
        Assert.Single(_store.Ends);
    }

    [Fact]
    public async Task The_first_bundle_waits_100_milliseconds_and_later_ones_500()
    {
        var recording = RecordAsync();
        _source.Say("one");
        await AskedAsync(times: 2);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Empty(_store.Bundles);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _store.WrittenAsync(Cancellation);

        _source.Say("two");
        await AskedAsync(times: 1);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Single(_store.Bundles);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _store.WrittenAsync(Cancellation);

        Assert.Equal(["one", "two"], _store.Bundles.Select(bundle => bundle.Tokens));
        Assert.All(_store.Bundles, bundle => Assert.Equal((1, false), (bundle.Seq, bundle.ClosesChunk)));
        _source.Finish();
        Assert.Equal(FinishReason.Stop, await recording);
        Assert.Equal(2, _store.Bundles.Count);
    }

    [Fact]
    public async Task Words_that_trickle_in_do_not_put_the_flush_off()
    {
        var recording = RecordAsync();
        for (var word = 0; word < 4; word++)
        {
            _source.Say("a");
            await AskedAsync(times: word == 0 ? 2 : 1);
            _time.Advance(TimeSpan.FromMilliseconds(30));
        }

        await _store.WrittenAsync(Cancellation);
        Assert.Equal("aaaa", _store.Text);
        _source.Finish();
        await recording;
    }

    [Fact]
    public async Task A_reply_that_storage_refuses_ends_with_that_error_as_soon_as_storage_takes_it()
    {
        var refusals = 3;
        _store.Flush = () =>
            refusals-- > 0 ? throw new StorageUnavailableException(StorageFault.Full, "full") : Task.CompletedTask;
        _source.Say(new string('a', 20));
        var recording = RecordAsync();
        for (var second = 0; second < 2; second++)
            _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(FinishReason.Error, await recording);
        Assert.Equal("storage_unavailable", Assert.Single(_store.Ends).Error!.Code);
        Assert.Empty(_store.Bundles);
    }

    [Fact]
    public async Task Storage_that_refuses_until_the_stop_surfaces_and_nothing_hangs()
    {
        _store.Flush = () => throw new StorageUnavailableException(StorageFault.Full, "full");
        _source.Say(new string('a', 20));
        var recording = RecordAsync();
        await _stopped.CancelAsync();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => recording);
        Assert.Empty(_store.Ends);
    }

    [Fact]
    public async Task Storage_that_refuses_a_flush_is_noticed_though_the_source_is_silent()
    {
        var refusals = 1;
        _store.Flush = () =>
            refusals-- > 0 ? throw new StorageUnavailableException(StorageFault.Full, "full") : Task.CompletedTask;
        _source.Say("a");
        var recording = RecordAsync();
        await AskedAsync(times: 2);
        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal(FinishReason.Error, await recording);
    }

    public void Dispose()
    {
        _cancelled.Dispose();
        _stopped.Dispose();
        _meter.Dispose();
    }

    private Task<FinishReason> RecordAsync()
    {
        var cutting = new Cutting(new CodePointCounter(), new StreamingOptions(), _time, new RecordingMetrics(_meter));
        var recorder = new Recorder(_store, cutting, NullLogger<Recorder>.Instance);
        return recorder.RecordAsync(BundleSink.Reply, _source, _cancelled.Token, _stopped.Token);
    }

    private async Task AskedAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await _source.AskedAsync(Cancellation);
    }
}
