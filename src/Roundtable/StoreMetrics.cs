using System.Diagnostics.Metrics;

namespace Roundtable;

/// <summary>What every store counts: how requests become durable.</summary>
internal class StoreMetrics(Meter meter)
{
    private readonly Histogram<int> _batch = meter.CreateHistogram<int>(
        "roundtable.journal.batch",
        "{record}",
        "Requests that shared one flush."
    );
    private readonly Histogram<double> _flush = meter.CreateHistogram(
        "roundtable.journal.flush.duration",
        "s",
        "Write and flush of a batch.",
        advice: Telemetry.Seconds
    );
    private readonly Counter<long> _checkpoints = meter.CreateCounter<long>(
        "roundtable.journal.checkpoints",
        "{checkpoint}",
        "Times that the journal, or the database's log, was emptied into files."
    );
    private readonly Counter<long> _interrupted = meter.CreateCounter<long>(
        "roundtable.recovery.interrupted",
        "{reply}",
        "Replies that recovery ended."
    );
    private readonly Gauge<double> _deviceFlush = meter.CreateGauge<double>(
        "roundtable.device.flush.duration",
        "s",
        "A flush of the device, as measured at the start."
    );
    private readonly UpDownCounter<long> _queue = meter.CreateUpDownCounter<long>(
        "roundtable.journal.queue",
        "{request}",
        "Requests that wait to be made durable."
    );

    private readonly Counter<long> _damage = Telemetry.Damage(meter);

    public void AddQueued(int requests) => _queue.Add(requests);

    public void AddBatch(int requests, TimeSpan duration)
    {
        _batch.Record(requests);
        _flush.Record(duration.TotalSeconds);
    }

    public void AddCheckpoint() => _checkpoints.Add(1);

    public void AddDamage() => _damage.Add(1);

    public void AddInterrupted(int replies) => _interrupted.Add(replies);

    public void SetDeviceFlush(TimeSpan duration) => _deviceFlush.Record(duration.TotalSeconds);
}
