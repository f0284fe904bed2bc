using Roundtable.Reading;
using Roundtable.Searching;
using Roundtable.Sqlite.Reading;

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
        var found = await AskAsync(database => Rank(database, query), cancellationToken).ConfigureAwait(false);
        if (found is not var (texts, next))
            return null;
        var hits = new List<SearchHit>();
        foreach (var text in texts)
        {
            if (await LookAtAsync(query, text, cancellationToken).ConfigureAwait(false) is { } hit)
                hits.Add(hit);
        }

        return new SearchPage(hits, next);
    }

    /// <summary>A page's texts with their conversations, all as of one moment.</summary>
    private (IReadOnlyList<FoundText> Texts, RankedPlace? Next)? Rank(Engine.Database database, SearchQuery query)
    {
        if (RankedSearch.Find(database, query, Bounds) is not var (places, next))
            return null;
        var texts = new List<FoundText>();
        foreach (var (id, message) in places)
        {
            if (ConversationReader.Find(database, id) is not { } conversation)
                continue;
            if (query.Archived is not { } archived || conversation.Archived == archived)
                texts.Add(FoundText.Read(database, conversation, message));
        }

        return (texts, next);
    }

    /// <summary>What was not read in one piece is read as it stands now.</summary>
    private async ValueTask<SearchHit?> LookAtAsync(SearchQuery query, FoundText found, CancellationToken cancellationToken)
    {
        var text = found.Text;
        if (text is null && found.Message is { } id)
            text = (await reader.LookAsync(id, cancellationToken).ConfigureAwait(false))?.Content;
        return text is null ? null : SearchHit.In(text, query.Terms, found.Conversation, found.Message);
    }

    // A common word takes the index some milliseconds, which are not the caller's thread's.
    private Task<T> AskAsync<T>(Func<Engine.Database, T> ask, CancellationToken cancellationToken) =>
        Task.Run(async () => await store.ReadAsync(ask, cancellationToken).ConfigureAwait(false), cancellationToken);
}
