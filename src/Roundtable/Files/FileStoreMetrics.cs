using System.Diagnostics.Metrics;

namespace Roundtable.Files;

/// <summary>What the file store counts.</summary>
internal sealed class FileStoreMetrics(Meter meter)
{
    private readonly Counter<long> _files = meter.CreateCounter<long>(
        "roundtable.files.written",
        "{file}",
        "Files that got their name."
    );
    private readonly Counter<long> _bytes = meter.CreateCounter<long>("roundtable.files.size", "By", "Bytes of these files.");
    private readonly Histogram<int> _batch = meter.CreateHistogram<int>(
        "roundtable.journal.batch",
        "{record}",
        "Records that shared one flush."
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
        "Segments emptied into files."
    );
    private readonly Counter<long> _seals = meter.CreateCounter<long>(
        "roundtable.seals",
        "{file}",
        "Quiet conversations folded into one file."
    );
    private readonly Counter<long> _recovered = meter.CreateCounter<long>(
        "roundtable.recovery.files",
        "{file}",
        "Files that recovery wrote from the journal."
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
        "Requests that wait for the journal."
    );
    private readonly UpDownCounter<long> _waiting = meter.CreateUpDownCounter<long>(
        "roundtable.files.waiting",
        "By",
        "Bytes that are in the journal and wait for a file of their own."
    );
    private readonly Histogram<double> _fileDuration = meter.CreateHistogram(
        "roundtable.file.duration",
        "s",
        "From durable in the journal until its file has its name: for a chunk, how far its file is behind.",
        advice: Telemetry.Seconds
    );

    public void AddFile(int sizeBytes, TimeSpan age)
    {
        _files.Add(1);
        _bytes.Add(sizeBytes);
        _fileDuration.Record(age.TotalSeconds);
    }

    public void AddWaiting(int sizeBytes) => _waiting.Add(sizeBytes);

    public void AddQueued(int requests) => _queue.Add(requests);

    public void AddBatch(int records, TimeSpan duration)
    {
        _batch.Record(records);
        _flush.Record(duration.TotalSeconds);
    }

    public void SetDeviceFlush(TimeSpan duration) => _deviceFlush.Record(duration.TotalSeconds);

    public void AddCheckpoint() => _checkpoints.Add(1);

    public void AddSeal() => _seals.Add(1);

    public void AddRecovery(int files, int interrupted)
    {
        _recovered.Add(files);
        _interrupted.Add(interrupted);
    }
}
