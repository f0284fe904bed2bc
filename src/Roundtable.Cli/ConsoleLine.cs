using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Roundtable.Cli;

/// <summary>The log as it stands in the terminal: a line for each entry, with its time in UTC, level, origin and exception.</summary>
internal sealed class ConsoleLine(TimeProvider time) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "line";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopes, TextWriter output)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var origin = entry.Category[(entry.Category.LastIndexOf('.') + 1)..];
        var text = $"{entry.Formatter(entry.State, entry.Exception)} {entry.Exception}".TrimEnd().ReplaceLineEndings(" ");
        output.WriteLine($"{now} {Word(entry.LogLevel)} {origin}: {text}");
    }

    private static string Word(LogLevel level) =>
        level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            LogLevel.Error => "error",
            _ => "critical",
        };
}
