using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Roundtable.Cli;

namespace Roundtable.Tests.Cli;

/// <summary>The log in the terminal.</summary>
public sealed class ConsoleLineTests
{
    [Theory]
    [InlineData(LogLevel.Information, "info")]
    [InlineData(LogLevel.Warning, "warn")]
    [InlineData(LogLevel.Critical, "critical")]
    public void An_entry_has_its_time_level_origin_and_message(LogLevel level, string word) =>
        Assert.Equal(
            $"2030-01-02 03:04:05.678Z {word} StoreKeeper: The store is open.\n",
            Line(level, "The store is open.", null)
        );

    [Fact]
    public void An_exception_stands_on_the_same_line()
    {
        var line = Line(LogLevel.Error, "First\r\nsecond", new InvalidOperationException("third\nfourth"));

        Assert.EndsWith(
            " error StoreKeeper: First second System.InvalidOperationException: third fourth\n",
            line,
            StringComparison.Ordinal
        );
    }

    private static string Line(LogLevel level, string message, Exception? exception)
    {
        using var output = new StringWriter();
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
        var entry = new LogEntry<string>(
            level,
            "Roundtable.Edge.Opening.StoreKeeper",
            new EventId(160547741),
            message,
            exception,
            (state, _) => state
        );
        new ConsoleLine(time).Write(entry, null, output);
        return output.ToString();
    }
}
