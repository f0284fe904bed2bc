using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Roundtable.Recording;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Recording;

/// <summary>A model that is faster than the disk runs ahead of it: so far, and no further, and nothing of it is lost or out of order.</summary>
public sealed class RunningAheadTests : IDisposable
{
    private const int BundleLength = 20;
    private readonly CancellationTokenSource _cancelled = new();
    private readonly ScriptedSource _source = new();
    private readonly BundleSink _store = new();
    private readonly TaskCompletionSource _flush = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Meter _meter = new("Roundtable.Tests");

    public RunningAheadTests() => _store.Flush = () => _flush.Task;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_said_during_a_flush_shares_the_next_one()
    {
        Say(bundles: 6);
        var recording = RecordAsync();
        Assert.Equal(7, _source.Asks);
        Assert.Empty(_store.Bundles);

        _flush.SetResult();
        await _store.WrittenAsync(Cancellation);
        await _store.WrittenAsync(Cancellation);
        _source.Finish();

        Assert.Equal(FinishReason.Stop, await recording);
        Assert.Equal([1, 5], _store.Appends);
        Assert.Equal(Said(bundles: 6), _store.Text);
        Assert.Equal(Enumerable.Range(0, 6).Select(number => number * BundleLength), _store.Bundles.Select(it => it.Offset));
    }

    [Fact]
    public async Task When_sixteen_wait_the_model_is_not_asked_for_more_until_there_is_room()
    {
        Say(bundles: 20);
        _source.Finish();
        var recording = RecordAsync();

        Assert.Equal(1 + BundleAppender.WaitingMax, _source.Asks);

        _flush.SetResult();
        Assert.Equal(FinishReason.Stop, await recording);
        Assert.Equal([1, 16], _store.Appends.Take(2));
        Assert.Equal(Said(bundles: 20), _store.Text);
    }

    [Fact]
    public async Task What_is_said_in_one_piece_does_not_run_further_ahead()
    {
        _source.Say(Said(bundles: 100));
        _source.Finish();
        var flushes = 0;
        _store.Flush = async () => await (flushes++ == 0 ? _flush.Task : Task.Run(() => { }, Cancellation));
        var recording = RecordAsync();
        Assert.Equal(1, _source.Asks);

        _flush.SetResult();
        await recording;

        Assert.Equal([1, 16], _store.Appends.Take(2));
        Assert.InRange(_store.Appends.Max(), 1, BundleAppender.WaitingMax);
        Assert.Equal(Said(bundles: 100), _store.Text);
    }

    [Fact]
    public async Task Nothing_behind_a_refused_flush_is_stored_though_storage_works_again()
    {
        Say(bundles: 1);
        var recording = RecordAsync();
        Say(bundles: 1, from: 1);
        _flush.SetResult();
        await _store.WrittenAsync(Cancellation);
        await _store.WrittenAsync(Cancellation);

        var refused = new TaskCompletionSource();
        var flushes = 0;
        _store.Flush = () => flushes++ == 0 ? refused.Task : Task.CompletedTask;
        Say(bundles: 5, from: 2);
        _source.Say("and a word");
        await AskedAsync(times: 3 + 6);
        refused.SetException(new StorageUnavailableException(StorageFault.Full, "full"));

        Assert.Equal(FinishReason.Error, await recording);
        Assert.Equal("storage_unavailable", Assert.Single(_store.Ends).Error!.Code);
        Assert.Equal(Said(bundles: 2), _store.Text);
    }

    [Fact]
    public async Task A_model_that_waits_for_room_is_let_go_when_storage_refuses()
    {
        Say(bundles: 40);
        var recording = RecordAsync();
        _store.Flush = () => Task.CompletedTask;
        _flush.SetException(new StorageUnavailableException(StorageFault.Full, "full"));

        Assert.Equal(FinishReason.Error, await recording);
        Assert.Empty(_store.Bundles);
        Assert.InRange(_source.Asks, 17, 18);
    }

    [Fact]
    public async Task A_model_that_is_silent_is_stopped_when_storage_refuses()
    {
        Say(bundles: 2);
        var recording = RecordAsync();
        Assert.Equal(3, _source.Asks);
        _store.Flush = () => Task.CompletedTask;
        _flush.SetException(new StorageUnavailableException(StorageFault.Full, "full"));

        Assert.Equal(FinishReason.Error, await recording);
        Assert.Equal("storage_unavailable", Assert.Single(_store.Ends).Error!.Code);
        Assert.Empty(_store.Bundles);
    }

    [Fact]
    public async Task A_model_that_is_silent_is_stopped_when_another_hand_has_ended_its_message()
    {
        Say(bundles: 2);
        var recording = RecordAsync();
        _store.Flush = () => Task.CompletedTask;
        _flush.SetException(new MessageNotOpenException(BundleSink.Reply));

        Assert.Equal(FinishReason.Cancelled, await recording);
        Assert.Empty(_store.Bundles);
    }

    [Fact]
    public async Task A_reply_that_the_store_does_not_take_has_an_end_all_the_same()
    {
        Say(bundles: 2);
        var recording = RecordAsync();
        _store.Flush = () => Task.CompletedTask;
        _flush.SetException(new InvalidOperationException("It does not continue the message."));

        Assert.Equal(FinishReason.Error, await recording);
        Assert.Equal("internal", Assert.Single(_store.Ends).Error!.Code);
    }

    [Fact]
    public async Task The_end_comes_when_all_that_was_said_is_durable()
    {
        Say(bundles: 4);
        _source.Say("rest");
        _source.Finish();
        var recording = RecordAsync();
        Assert.Empty(_store.Ends);

        _store.Flush = () =>
        {
            Assert.True(_store.Bundles.Count is 1 or 5);
            return Task.CompletedTask;
        };
        _flush.SetResult();

        Assert.Equal(FinishReason.Stop, await recording);
        Assert.Equal(Said(bundles: 4) + "rest", _store.Text);
        Assert.Equal(5, _store.BundlesAtEnd);
        Assert.Single(_store.Ends);
    }

    [Fact]
    public async Task A_reply_cancelled_while_much_waits_keeps_all_that_was_said()
    {
        Say(bundles: 40);
        var recording = RecordAsync();
        await _cancelled.CancelAsync();
        _flush.SetResult();

        Assert.Equal(FinishReason.Cancelled, await recording);
        Assert.Equal(Said(bundles: 1 + BundleAppender.WaitingMax), _store.Text);
    }

    public void Dispose()
    {
        _cancelled.Dispose();
        _meter.Dispose();
    }

    private static string Said(int bundles) =>
        string.Concat(Enumerable.Range(0, bundles).Select(number => new string((char)('a' + (number % 26)), BundleLength)));

    private void Say(int bundles, int from = 0)
    {
        foreach (var number in Enumerable.Range(from, bundles))
            _source.Say(Said(number + 1)[^BundleLength..]);
    }

    private Task<FinishReason> RecordAsync()
    {
        var cutting = new Cutting(new CodePointCounter(), new StreamingOptions(), _time, new RecordingMetrics(_meter));
        var recorder = new Recorder(_store, cutting, NullLogger<Recorder>.Instance);
        return recorder.RecordAsync(BundleSink.Reply, _source, _cancelled.Token, CancellationToken.None);
    }

    private async Task AskedAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await _source.AskedAsync(Cancellation);
    }
}
