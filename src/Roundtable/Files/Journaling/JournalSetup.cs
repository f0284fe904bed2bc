using Microsoft.Extensions.Logging;
using Roundtable.Disk;

namespace Roundtable.Files.Journaling;

/// <summary>Where and how a journal is kept.</summary>
internal sealed record JournalSetup(FileStoreOptions Options, IDisk Disk, FileStoreMetrics Metrics, ILogger Logger)
{
    public string Folder { get; } = Path.GetFullPath(Options.Folder);

    public string JournalFolder => Path.Combine(Folder, StoreLayout.Journal);

    /// <summary>For tests: no thread runs, and the test decides who does the next step.</summary>
    public bool RunsByHand { get; init; }

    public Durability Durability => Options.Durability;

    public int SegmentSizeBytes => Options.SegmentSizeBytes;

    public TimeSpan CheckpointInterval => Options.CheckpointInterval;
}
