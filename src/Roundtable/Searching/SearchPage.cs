namespace Roundtable.Searching;

/// <summary>What one step of a search found.</summary>
/// <param name="Hits">In the search's order; may be empty although there is more to come.</param>
/// <param name="Next">Where to go on; null when everything was searched.</param>
public sealed record SearchPage(IReadOnlyList<SearchHit> Hits, SearchPlace? Next);
