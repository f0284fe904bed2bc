using System.Diagnostics.Metrics;

namespace Roundtable.Edge.Streaming;

/// <summary>What streaming counts: who follows at present.</summary>
internal sealed class StreamMetrics(Meter meter)
{
    private readonly UpDownCounter<long> _followers = meter.CreateUpDownCounter<long>(
        "roundtable.followers",
        "{stream}",
        "Streams of server-sent events that are open."
    );

    public void Begin() => _followers.Add(1);

    public void End() => _followers.Add(-1);
}
