namespace Roundtable.Sqlite;

/// <summary>Where and how a SQLite store keeps conversations.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The database file; created when absent, with its folder. On a local disk, and not a symbolic link.</summary>
    public required string File { get; init; }

    /// <summary>What shown text survives. Default: a power cut.</summary>
    public Durability Durability { get; init; } = Durability.Power;

    /// <summary>What a volume of the search's index holds; absent: what the product's do. For tests, which fill many.</summary>
    internal int? VolumeSize { get; init; }
}
