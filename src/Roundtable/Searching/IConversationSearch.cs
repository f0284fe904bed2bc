namespace Roundtable.Searching;

/// <summary>
/// Finds words in titles and messages. Any store can be searched by <see cref="ScanningSearch"/>; one that keeps an index
/// comes with its own, which finds the same, perhaps in another order.
/// </summary>
public interface IConversationSearch
{
    /// <summary>Whether a page of this search ended where the query begins; true where it begins at the beginning.</summary>
    bool Continues(SearchQuery query);

    /// <summary>
    /// The next hits. While things change, what is untouched is found exactly once, and what is touched at most once; where
    /// hits are ranked, a change may also move a hit over the edge of a page. A message that is being written is searched as
    /// far as it is stored.
    /// </summary>
    /// <exception cref="ArgumentException">It does not continue a page of this search.</exception>
    ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken);
}
