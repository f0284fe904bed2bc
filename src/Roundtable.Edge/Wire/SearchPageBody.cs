using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>A page of what a search found. It may be short, or empty, and yet not the last.</summary>
internal sealed record SearchPageBody
{
    /// <summary>
    /// The hits. From SQLite the best come first; from files conversations by latest activity, in each its title and then its
    /// messages, newest first.
    /// </summary>
    public required IReadOnlyList<SearchHitBody> Items { get; init; }

    /// <summary>Gives the next page; null when everything was searched.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required string? NextCursor { get; init; }
}
