using Roundtable.Reading;
using Roundtable.Searching;

namespace Roundtable.Sqlite.Searching;

/// <summary>
/// Searches the index of a SQLite store: the best hits first, among the newest thousand, then among those before them. What
/// the index finds is read and looked at like any other text, so that nothing that is damaged is a hit. While the index is made
/// anew, and where too much of a list has the terms, the text is read instead, as far as one page may (<see cref="ScanningSearch"/>).
/// </summary>
public sealed class SqliteSearch(SqliteStore store, MessageReader reader) : IConversationSearch, IDisposable
{
    // Fewer than the store has connections to read with: searching never keeps all others waiting.
    private readonly SemaphoreSlim _room = new(initialCount: 4);

    /// <summary>How much is looked at for one page.</summary>
    internal SearchBounds Bounds { get; init; } = SearchBounds.Usual;

    private readonly ScanningSearch _scan = new(store, reader);

    /// <inheritdoc/>
    public bool Continues(SearchQuery query) =>
        query.From is null or ListPlace || query is { From: RankedPlace, IsOneEach: false } && store.IsIndexed;

    /// <inheritdoc/>
    public async ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        if (!Continues(query))
            throw new ArgumentException("The place is not one of this search.", nameof(query));
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var page = query switch
            {
                // What was begun by reading goes on so.
                { From: ListPlace { BeforeMessage: > 1 } } or { From: ListPlace, IsOneEach: false } => null,
                { IsOneEach: true } => await ListAsync(query, cancellationToken).ConfigureAwait(false),
                _ => await RankAsync(query, cancellationToken).ConfigureAwait(false),
            };
            return page ?? await _scan.SearchAsync(query, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Lets go of what it waits with.</summary>
    public void Dispose() => _room.Dispose();

    private async ValueTask<SearchPage?> ListAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var found = await AskAsync(
                database => IndexRebuild.IsRequired(database) ? null : ListSearch.Find(database, query),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (found is null)
            return null;
        var hits = new List<SearchHit>();
        foreach (var (id, _) in found)
        {
            if (await store.FindConversationAsync(id, cancellationToken).ConfigureAwait(false) is { } conversation)
                hits.Add(new SearchHit(conversation, Message: null, "", []));
        }

        SearchPlace? next = found.Count == query.Limit ? new ListPlace(found[^1].Change, found[^1].Id.Number, 1) : null;
        return new SearchPage(hits, next);
    }

    private async ValueTask<SearchPage?> RankAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        var found = await AskAsync(database => RankedSearch.Find(database, query, Bounds), cancellationToken)
            .ConfigureAwait(false);
        if (found is not var (texts, next))
            return null;
        var hits = new List<SearchHit>();
        foreach (var (id, message) in texts)
        {
            if (await ReadAsync(query, id, message, cancellationToken).ConfigureAwait(false) is { } hit)
                hits.Add(hit);
        }

        return new SearchPage(hits, next);
    }

    private async ValueTask<SearchHit?> ReadAsync(
        SearchQuery query,
        ConversationId id,
        int message,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindConversationAsync(id, cancellationToken).ConfigureAwait(false) is not { } conversation)
            return null;
        if (query.Archived is { } archived && conversation.Archived != archived)
            return null;
        if (message == 0)
            return SearchHit.In(conversation.Title, query.Terms, conversation, message: null);
        var found = await reader.LookAsync(new MessageId(id, message), cancellationToken).ConfigureAwait(false);
        return found is null ? null : SearchHit.In(found.Content, query.Terms, conversation, found.Id);
    }

    // A common word takes the index some milliseconds, which are not the caller's thread's.
    private Task<T> AskAsync<T>(Func<Engine.Database, T> ask, CancellationToken cancellationToken) =>
        Task.Run(async () => await store.ReadAsync(ask, cancellationToken).ConfigureAwait(false), cancellationToken);
}
