using System.Diagnostics;

namespace Roundtable.Files.Journaling;

/// <summary>
/// What a trace shows of the journal: each request's own wait, and the one flush that several share. The flush belongs to the
/// trace of the first of them, and is linked to the others.
/// </summary>
internal static class JournalSpans
{
    public const string Write = Telemetry.WriteSpan;
    public const string Flush = Telemetry.FlushSpan;
    private const int LinksMax = 32;

    /// <summary>Null while nobody listens.</summary>
    public static Activity? BeginFlush(List<JournalRequest> requests, RecordBatch batch)
    {
        if (!Telemetry.Source.HasListeners())
            return null;
        var traced = requests.Select(request => request.Trace).Where(trace => trace != default).Take(LinksMax + 1).ToList();
        if (traced.Count == 0)
            return null;
        return Telemetry
            .Source.StartActivity(
                Flush,
                ActivityKind.Internal,
                traced[0],
                links: traced.Skip(1).Select(trace => new ActivityLink(trace))
            )
            ?.SetTag("roundtable.journal.records", batch.Count - 1)
            .SetTag("roundtable.journal.size", batch.SizeBytes);
    }
}
