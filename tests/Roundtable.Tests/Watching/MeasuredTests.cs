using Microsoft.Extensions.Time.Testing;
using Roundtable.Edge.Operations;
using Roundtable.Edge.Wire;

namespace Roundtable.Tests.Watching;

/// <summary>What an instrument said lately, in bounded memory.</summary>
public sealed class MeasuredTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Samples_older_than_a_minute_are_left_out()
    {
        var measured = new Measured(_time, keepsSamples: true);
        measured.Record(3);
        _time.Advance(TimeSpan.FromSeconds(45));
        measured.Record(1);
        measured.Record(2);
        Assert.Equal([1, 2, 3], measured.Samples());
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal([1, 2], measured.Samples());
    }

    [Fact]
    public void The_newest_samples_are_kept_and_no_more_than_the_bound()
    {
        var measured = new Measured(_time, keepsSamples: true);
        for (var i = 0; i < 3 * RecentSamples.CountMax; i++)
            measured.Record(i);
        var samples = measured.Samples();
        Assert.Equal(RecentSamples.CountMax, samples.Length);
        Assert.Equal(2 * RecentSamples.CountMax, samples[0]);
    }

    [Fact]
    public void A_rate_is_that_of_the_last_ten_whole_seconds()
    {
        var measured = new Measured(_time, keepsSamples: false);
        for (var second = 0; second < 30; second++)
        {
            measured.Record(second < 20 ? 100 : 7);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(7, measured.PerSecond());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(3.5, measured.PerSecond());
        _time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(0, measured.PerSecond());
    }

    [Fact]
    public void A_rate_just_after_the_start_is_that_of_the_seconds_there_were()
    {
        var measured = new Measured(_time, keepsSamples: false);
        measured.Record(10);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(5, measured.PerSecond());
    }

    [Fact]
    public void What_goes_up_and_down_is_a_level_and_what_went_up_is_counted()
    {
        var measured = new Measured(_time, keepsSamples: false);
        foreach (var change in new[] { 1, 1, -1, 1, -1 })
            measured.Record(change);
        Assert.Equal((1, 3, -1), (measured.Total, measured.Added, measured.Last));
    }

    [Fact]
    public void Half_and_99_of_100_are_not_above_what_is_said()
    {
        double[] sorted = [.. Enumerable.Range(1, 200).Select(i => i / 1000d)];
        Assert.Equal((200, 100, 198), Spread(SpreadBody.Of(sorted, unit: 1000)));
        Assert.Equal((1, 5, 5), Spread(SpreadBody.Of([5], unit: 1)));
        Assert.Equal((0, null, null), Spread(SpreadBody.Of([], unit: 1)));
    }

    private static (int Count, double? P50, double? P99) Spread(SpreadBody body) => (body.Count, body.P50, body.P99);
}
