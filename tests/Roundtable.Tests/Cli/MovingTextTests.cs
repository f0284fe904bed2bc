using Microsoft.Extensions.Time.Testing;
using Roundtable.Cli.Reporting;
using Roundtable.Moving;

namespace Roundtable.Tests.Cli;

/// <summary>How a copy is told while it goes on: how far, how fast, how much longer.</summary>
public sealed class MovingTextTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_phase_begins_without_a_rate_and_then_has_one_and_the_time_that_is_left()
    {
        var text = new MovingText(_time);

        Assert.Equal("0 of 1000 users and conversations, 0.0 MB.", text.Describe(At(0, MovingPhase.Copying)).Text);
        _time.Advance(TimeSpan.FromSeconds(2));
        var progress = text.Describe(At(200, MovingPhase.Copying));

        Assert.Equal(("Copying", 200L, 1000L), (progress.Title, progress.Done, progress.Total));
        Assert.Equal("200 of 1000 users and conversations, 2.0 MB, 100 a second, 0:00:08 left.", progress.Text);
        Assert.Equal("10 of 1000 users and conversations, 0.1 MB.", text.Describe(At(10, MovingPhase.Comparing)).Text);
    }

    [Fact]
    public void Without_a_terminal_it_is_a_line_after_a_second_and_then_every_five()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var plain = new PlainProgress<MovingProgress>(new MovingText(_time).Describe, output, _time);

        plain.Report(At(0, MovingPhase.Copying));
        foreach (var units in Enumerable.Range(1, 12))
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            plain.Report(At(units, MovingPhase.Copying));
        }

        Assert.Equal(
            """
            Copying: 1 of 1000 users and conversations, 0.0 MB, 1 a second, 0:16:39 left.
            Copying: 6 of 1000 users and conversations, 0.1 MB, 1 a second, 0:16:34 left.
            Copying: 11 of 1000 users and conversations, 0.1 MB, 1 a second, 0:16:29 left.

            """,
            output.ToString()
        );
    }

    private static MovingProgress At(int units, MovingPhase phase) => new(phase, units, 1000, units * 10_000L);
}
