using Microsoft.Extensions.Logging;
using Roundtable.Files.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>Where and how a journal is kept.</summary>
internal sealed record JournalSetup(FileStoreOptions Options, IDisk Disk, FileStoreMetrics Metrics, ILogger Logger)
{
    public string Folder { get; } = Path.GetFullPath(Options.Folder);

    public string JournalFolder => Path.Combine(Folder, StoreLayout.Journal);

    public Durability Durability => Options.Durability;

    public int SegmentSizeBytes => Options.SegmentSizeBytes;

    public TimeSpan CheckpointInterval => Options.CheckpointInterval;
}
