using System.Diagnostics.Metrics;

namespace Roundtable.Reading;

/// <summary>What reading counts: how long reconstructions take, and what the cache saves.</summary>
public sealed class ReadingMetrics(Meter meter)
{
    private readonly Histogram<double> _duration = meter.CreateHistogram(
        "roundtable.reconstruction.duration",
        "s",
        "Reconstruction of a message from its chunks.",
        advice: Telemetry.Seconds
    );

    private readonly Counter<long> _hits = meter.CreateCounter<long>(
        "roundtable.cache.hits",
        "{message}",
        "Messages found in the cache."
    );
    private readonly Counter<long> _misses = meter.CreateCounter<long>(
        "roundtable.cache.misses",
        "{message}",
        "Messages read from storage."
    );
    private readonly Counter<long> _damage = Telemetry.Damage(meter);

    internal void Hit() => _hits.Add(1);

    internal void Reconstructed(TimeSpan duration, int damaged)
    {
        _misses.Add(1);
        _duration.Record(duration.TotalSeconds);
        if (damaged > 0)
            _damage.Add(damaged);
    }
}
