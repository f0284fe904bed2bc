namespace Roundtable.Cli.Reporting;

/// <summary>A line after the first second, and then one every five.</summary>
internal sealed class PlainProgress<T>(Func<T, WorkProgress> describe, TextWriter output, TimeProvider time) : IProgress<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private long _next = time.GetTimestamp() + (long)(Patience.TotalSeconds * time.TimestampFrequency);

    public void Report(T value)
    {
        var now = time.GetTimestamp();
        var progress = describe(value);
        if (now < _next)
            return;
        _next = now + (long)(Pause.TotalSeconds * time.TimestampFrequency);
        output.WriteLine($"{progress.Title}: {progress.Text}");
    }
}
