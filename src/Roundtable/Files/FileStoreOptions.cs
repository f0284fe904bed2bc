namespace Roundtable.Files;

/// <summary>Where and how a file store keeps conversations.</summary>
public sealed class FileStoreOptions
{
    /// <summary>The data folder; created when absent. On one file system, and not a network file system.</summary>
    public required string Folder { get; init; }

    /// <summary>What shown text survives. Default: a power cut.</summary>
    public Durability Durability { get; init; } = Durability.Power;

    /// <summary>Size of a journal segment. Default 8 MiB; 64 KiB to 1 GiB. A larger record gets a larger segment.</summary>
    public int SegmentSizeBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>The journal is emptied into files at least this often while there are changes. Default 5 s; 100 ms to 1 hour.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(5);
}
