using Roundtable.Verification;

namespace Roundtable.Cli.Reporting;

/// <summary>A summary in lines that a person reads and a script can split at tabs.</summary>
internal static class SummaryText
{
    /// <summary>How reading is shown while it goes on.</summary>
    public static Func<VerificationProgress, WorkProgress> Describe(string title) =>
        progress => new WorkProgress(
            title,
            progress.Files,
            progress.FilesTotal,
            $"{progress.Files} of {progress.FilesTotal} files, {progress.SizeBytes} bytes."
        );

    public static void Write(TextWriter output, VerificationSummary summary)
    {
        Write(output, "damaged", summary.Damage);
        Write(output, "known loss", summary.KnownLosses);
        Write(output, "note", summary.Notes);
        output.WriteLine(
            $"{summary.Files} files, {summary.SizeBytes} bytes: {summary.Users} users, {summary.Conversations} conversations, {summary.Messages} messages."
        );
        output.WriteLine(
            (summary.Damage.Count, summary.KnownLosses.Count) switch
            {
                (0, 0) => "Everything is sound.",
                (0, var lost) => $"Everything is sound but for {lost} known losses.",
                var (damaged, _) => $"{damaged} damaged. 'roundtable repair' sets damage aside.",
            }
        );
    }

    private static void Write(TextWriter output, string kind, IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
            output.WriteLine($"{kind}\t{finding.Path}\t{finding.Reason}\t{finding.Cost}");
    }
}
