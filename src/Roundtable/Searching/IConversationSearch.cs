namespace Roundtable.Searching;

/// <summary>
/// Finds words in titles and messages. Any store can be searched by <see cref="ScanningSearch"/>; one that keeps an index
/// comes with its own, which finds the same.
/// </summary>
public interface IConversationSearch
{
    /// <summary>
    /// The next hits: conversations by latest activity, in each its title and then its messages, newest first. While things
    /// change, what is untouched is found exactly once, and what is touched at most once. A message that is being written is
    /// searched as far as it is stored.
    /// </summary>
    ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken);
}
