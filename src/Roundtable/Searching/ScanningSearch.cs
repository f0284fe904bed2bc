using Roundtable.Reading;

namespace Roundtable.Searching;

/// <summary>
/// Searches any store by reading it: conversations by latest activity, in each its title and then its messages, newest first. A step reads at most <see cref="TextsMax"/> titles and messages, and none after
/// <see cref="LengthMax"/> code units; then it says where to go on, however little it found.
/// </summary>
public sealed class ScanningSearch(IConversationStore store, MessageReader reader) : IConversationSearch
{
    /// <summary>Most titles and messages read in one step.</summary>
    public const int TextsMax = 1_000;

    /// <summary>The text after which a step ends, in UTF-16 code units.</summary>
    public const int LengthMax = 4 * 1024 * 1024;

    private const int Batch = 20;

    /// <inheritdoc/>
    public bool Continues(SearchQuery query) => query.From is null or ListPlace;

    /// <inheritdoc/>
    public async ValueTask<SearchPage> SearchAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        if (!Continues(query))
            throw new ArgumentException("The place is not one of this search.", nameof(query));
        var (hits, effort, place) = (new List<SearchHit>(), new ScanEffort(TextsMax, LengthMax), query.From as ListPlace);
        if (place is { BeforeMessage: > 1 } earlier)
        {
            var id = new ConversationId(query.Owner, earlier.Conversation);
            // Where it stands in the list by now does not matter; that it is gone does.
            if (await store.FindConversationAsync(id, cancellationToken).ConfigureAwait(false) is { } begun)
                place = await SearchAsync(query, (begun, earlier), (hits, effort), cancellationToken).ConfigureAwait(false);
            else
                place = earlier with { BeforeMessage = 1 };
        }

        while (hits.Count < query.Limit && !effort.IsSpent)
        {
            var list = new ConversationQuery(Batch, place?.Change, query.Archived);
            var batch = await store.ListConversationsAsync(query.Owner, list, cancellationToken).ConfigureAwait(false);
            if (batch.Count == 0)
                return new SearchPage(hits, Next: null);
            foreach (var found in batch)
            {
                if (hits.Count == query.Limit || effort.IsSpent)
                    break;
                place = await SearchNewAsync(query, found, (hits, effort), cancellationToken).ConfigureAwait(false);
            }
        }

        return new SearchPage(hits, place);
    }

    /// <summary>The title, and then the messages; returns where the search is then.</summary>
    private ValueTask<ListPlace> SearchNewAsync(
        SearchQuery query,
        Conversation conversation,
        (List<SearchHit> Hits, ScanEffort Effort) step,
        CancellationToken cancellationToken
    )
    {
        var place = new ListPlace(conversation.Change, conversation.Id.Number, conversation.MessageCount + 1);
        step.Effort.Spend(conversation.Title);
        if (SearchHit.In(conversation.Title, query.Terms, conversation, message: null) is { } hit)
        {
            step.Hits.Add(hit);
            if (query.IsOneEach)
                return ValueTask.FromResult(place with { BeforeMessage = 1 });
        }

        return SearchAsync(query, (conversation, place), step, cancellationToken);
    }

    private async ValueTask<ListPlace> SearchAsync(
        SearchQuery query,
        (Conversation Conversation, ListPlace From) within,
        (List<SearchHit> Hits, ScanEffort Effort) step,
        CancellationToken cancellationToken
    )
    {
        var (conversation, place) = within;
        while (place.BeforeMessage > 1 && step.Hits.Count < query.Limit && !step.Effort.IsSpent)
        {
            cancellationToken.ThrowIfCancellationRequested();
            place = place with { BeforeMessage = place.BeforeMessage - 1 };
            var id = new MessageId(conversation.Id, place.BeforeMessage);
            var message = await reader.LookAsync(id, cancellationToken).ConfigureAwait(false);
            step.Effort.Spend(message?.Content ?? "");
            if (message is null || SearchHit.In(message.Content, query.Terms, conversation, id) is not { } hit)
                continue;
            step.Hits.Add(hit);
            if (query.IsOneEach)
                return place with { BeforeMessage = 1 };
        }

        return place;
    }
}
