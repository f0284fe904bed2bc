using System.Diagnostics.Metrics;

namespace Roundtable.Files;

/// <summary>What the file store counts beside what every store does: its files.</summary>
internal sealed class FileStoreMetrics(Meter meter) : StoreMetrics(meter)
{
    private readonly Counter<long> _files = meter.CreateCounter<long>(
        "roundtable.files.written",
        "{file}",
        "Files that got their name."
    );
    private readonly Counter<long> _bytes = meter.CreateCounter<long>("roundtable.files.size", "By", "Bytes of these files.");
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

    public void AddSeal() => _seals.Add(1);

    public void AddRecovery(int files, int interrupted)
    {
        _recovered.Add(files);
        AddInterrupted(interrupted);
    }
}
