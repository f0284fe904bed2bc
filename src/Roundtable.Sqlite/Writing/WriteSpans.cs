using System.Diagnostics;

namespace Roundtable.Sqlite.Writing;

/// <summary>The one commit that several requests share, in a trace: it belongs to the first of them, and is linked to the others.</summary>
internal static class WriteSpans
{
    private const int LinksMax = 32;

    /// <summary>Null while nobody listens.</summary>
    public static Activity? BeginCommit(IReadOnlyList<WriteRequest> requests)
    {
        if (!Telemetry.Source.HasListeners())
            return null;
        var traced = requests.Select(request => request.Trace).Where(trace => trace != default).Take(LinksMax + 1).ToList();
        if (traced.Count == 0)
            return null;
        return Telemetry
            .Source.StartActivity(
                Telemetry.FlushSpan,
                ActivityKind.Internal,
                traced[0],
                links: traced.Skip(1).Select(trace => new ActivityLink(trace))
            )
            ?.SetTag("roundtable.journal.records", requests.Sum(request => request.RecordCount));
    }
}
