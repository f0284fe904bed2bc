using System.Diagnostics;
using System.Globalization;
using System.Text;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Readers;
using Roundtable.Bench.Serving;

namespace Roundtable.Tests.Measuring;

public sealed class StampedReaderTests
{
    private readonly Latencies _sinceCut = new();
    private readonly StampedReader _reader;

    public StampedReaderTests() => _reader = new StampedReader(_sinceCut);

    [Fact]
    public void What_arrives_whole_is_neither_lost_nor_twice()
    {
        Bundle(0, "some ");
        Bundle(5, "words");
        End(10);
        Assert.Equal((0, 0, true), (_reader.Lost, _reader.Twice, _reader.IsComplete));
    }

    [Fact]
    public void Text_that_is_missing_before_the_end_is_lost()
    {
        Bundle(0, "some ");
        End(10);
        Assert.Equal((5, 0), (_reader.Lost, _reader.Twice));
    }

    [Fact]
    public void Text_that_is_missing_or_repeated_in_between_is_counted()
    {
        Bundle(2, "some ");
        Bundle(4, "words");
        End(9);
        Assert.Equal((2, 3), (_reader.Lost, _reader.Twice));
    }

    [Fact]
    public void What_the_script_has_and_the_end_does_not_tell_of_is_lost()
    {
        var reader = new StampedReader(_sinceCut) { Length = 12 };
        reader.Take("complete"u8, """{"length":10,"finishReason":"stop"}"""u8);
        Assert.Equal((12, 0), (reader.Lost, reader.Twice));
    }

    [Fact]
    public void An_end_that_does_not_come_is_lost()
    {
        Bundle(0, "some ");
        Assert.Equal((1, false), (_reader.Lost, _reader.IsComplete));
    }

    [Fact]
    public void An_end_of_a_reply_that_failed_is_not_one()
    {
        Bundle(0, "some ");
        End(5, "error");
        Assert.Equal((1, false), (_reader.Lost, _reader.IsComplete));
    }

    [Fact]
    public void A_bundle_that_was_cut_late_is_older_than_its_text()
    {
        var now = Stopwatch.GetTimestamp();
        var due = Stamp.Of(now - (7 * Stopwatch.Frequency));
        Bundle(0, $" word{due} {Stamp.Of(now)}");
        Assert.Equal(1, _sinceCut.Summary().Count);
        Assert.InRange(_reader.SinceDue.Summary().P50 - _sinceCut.Summary().P50, 6_999, 7_001);
    }

    [Fact]
    public void A_moment_that_is_to_come_is_no_age_of_hours()
    {
        var soon = Stamp.Of(Stopwatch.GetTimestamp() + (5 * Stopwatch.Frequency));
        Assert.InRange(Stamp.AgeOf(Encoding.ASCII.GetBytes(soon))!.Value, -5_000, 0);
    }

    private void Bundle(int offset, string tokens) =>
        _reader.Take(
            "bundle"u8,
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"messageId":"us01-co01-ms02","offset":{{offset}},"tokens":"{{tokens}}","tokenCount":20}"""
                )
            )
        );

    private void End(int length, string reason = "stop") =>
        _reader.Take(
            "complete"u8,
            Encoding.UTF8.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""{"id":"us01-co01-ms02","length":{{length}},"finishReason":"{{reason}}","damaged":[{"length":1}]}"""
                )
            )
        );
}
