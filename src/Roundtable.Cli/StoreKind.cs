namespace Roundtable.Cli;

/// <summary>What keeps a store.</summary>
internal enum StoreKind
{
    /// <summary>A folder of JSON files.</summary>
    Files,

    /// <summary>A SQLite database.</summary>
    Sqlite,
}
