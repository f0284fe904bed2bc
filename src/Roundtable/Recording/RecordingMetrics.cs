using System.Diagnostics.Metrics;

namespace Roundtable.Recording;

/// <summary>What recording counts: bundles and chunks, their tokens, and how long a bundle takes to be durable.</summary>
public sealed class RecordingMetrics(Meter meter)
{
    private readonly Counter<long> _bundles = meter.CreateCounter<long>(
        "roundtable.bundles",
        "{bundle}",
        "Bundles made durable."
    );
    private readonly Counter<long> _chunks = meter.CreateCounter<long>("roundtable.chunks", "{chunk}", "Chunks closed.");
    private readonly Counter<long> _tokens = meter.CreateCounter<long>("roundtable.tokens", "{token}", "Tokens made durable.");
    private readonly Histogram<double> _duration = meter.CreateHistogram(
        "roundtable.bundle.duration",
        "s",
        "From the cut of a bundle until it is durable.",
        advice: Telemetry.Seconds
    );

    private readonly UpDownCounter<long> _live = meter.CreateUpDownCounter<long>(
        "roundtable.replies.live",
        "{reply}",
        "Replies being written."
    );

    internal void Begin() => _live.Add(1);

    internal void Add(Bundle bundle, TimeSpan duration)
    {
        _bundles.Add(1);
        _tokens.Add(bundle.TokenCount);
        _duration.Record(duration.TotalSeconds);
    }

    internal void CloseChunk() => _chunks.Add(1);

    internal void End() => _live.Add(-1);
}
