using System.Globalization;
using Roundtable.Moving;

namespace Roundtable.Cli.Reporting;

/// <summary>A copy in words: how far, how fast, how much longer; and in the end what was done.</summary>
internal sealed class MovingText(TimeProvider time)
{
    private const long MegaByte = 1_000_000;
    private MovingPhase? _phase;
    private long _since;

    public WorkProgress Describe(MovingProgress progress)
    {
        if (progress.Phase != _phase)
            (_phase, _since) = (progress.Phase, time.GetTimestamp());
        var elapsed = time.GetElapsedTime(_since);
        var text = $"{progress.Units} of {progress.UnitsTotal} users and conversations, {SizeOf(progress.SizeBytes)}";
        if (progress.Units == 0 || elapsed <= TimeSpan.Zero)
            return new WorkProgress($"{progress.Phase}", progress.Units, progress.UnitsTotal, text + ".");
        var rate = progress.Units / elapsed.TotalSeconds;
        var left = TimeSpan.FromSeconds(Math.Ceiling((progress.UnitsTotal - progress.Units) / rate));
        return new WorkProgress(
            $"{progress.Phase}",
            progress.Units,
            progress.UnitsTotal,
            string.Create(CultureInfo.InvariantCulture, $"{text}, {rate:F0} a second, {left:h\\:mm\\:ss} left.")
        );
    }

    public static string Counts(MovingSummary summary) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Users} users, {summary.Conversations} conversations, {summary.Records} records, {SizeOf(summary.SizeBytes)}"
        );

    private static string SizeOf(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / MegaByte:F1} MB");
}
