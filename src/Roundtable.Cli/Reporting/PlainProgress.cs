using Roundtable.Files.Verification;

namespace Roundtable.Cli.Reporting;

/// <summary>A line after the first second, and then one every five.</summary>
internal sealed class PlainProgress(string title, TextWriter output, TimeProvider time) : IProgress<VerificationProgress>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private long _next = time.GetTimestamp() + (long)(Patience.TotalSeconds * time.TimestampFrequency);

    public void Report(VerificationProgress value)
    {
        var now = time.GetTimestamp();
        if (now < _next)
            return;
        _next = now + (long)(Pause.TotalSeconds * time.TimestampFrequency);
        output.WriteLine($"{title}: {value.Files} of {value.FilesTotal} files, {value.SizeBytes} bytes.");
    }
}
