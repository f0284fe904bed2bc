using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Cursors;
using Roundtable.Edge.Access;
using Roundtable.Edge.Conversations;
using Roundtable.Edge.Requests;
using Roundtable.Edge.Wire;
using Roundtable.Searching;

namespace Roundtable.Edge.Search;

/// <summary><c>/api/search</c>, and the list of conversations with <c>q</c>.</summary>
internal static class SearchEndpoint
{
    public static async Task<JsonHttpResult<SearchPageBody>> FindAsync(
        HttpContext context,
        IConversationSearch search,
        CancellationToken cancellationToken
    )
    {
        var query = QueryOf(context, search, isList: false);
        var page = await search.SearchAsync(query, cancellationToken);
        return WireJson.Result(
            new SearchPageBody { Items = [.. page.Hits.Select(SearchHitBody.From)], NextCursor = CursorOf(query, page) }
        );
    }

    public static async Task<JsonHttpResult<ConversationListBody>> ListAsync(
        HttpContext context,
        IConversationStore store,
        IConversationSearch search,
        CancellationToken cancellationToken
    )
    {
        var query = QueryOf(context, search, isList: true);
        var shown = await ConversationEndpoints.ShownAsync(
            store,
            query.Owner,
            (query.From as ListPlace)?.Change,
            cancellationToken
        );
        var page = await search.SearchAsync(query, cancellationToken);
        return WireJson.Result(
            new ConversationListBody
            {
                Items = [.. page.Hits.Select(hit => ConversationBody.From(hit.Conversation))],
                NextCursor = CursorOf(query, page),
                EventCursor = shown.ToString(),
            }
        );
    }

    private static SearchQuery QueryOf(HttpContext context, IConversationSearch search, bool isList)
    {
        var asked = Query.Of(context);
        var limit = asked.Number("limit", ConversationListRequest.LimitDefault, 1, ConversationListRequest.LimitMax);
        var query = new SearchQuery(Caller.Of(context), asked.Terms("q"), limit)
        {
            Archived = isList ? asked.Flag("archived") : null,
            IsOneEach = isList,
        };
        var key = SearchCursor.KeyOf(query);
        var cursor = asked.Cursor<SearchCursor>(
            "cursor",
            cursor => cursor.User == query.Owner && cursor.Query == key && search.Continues(query with { From = cursor.Place })
        );
        return query with { From = cursor?.Place };
    }

    private static string? CursorOf(SearchQuery query, SearchPage page) =>
        page.Next is { } place ? SearchCursor.Of(query, place).ToString() : null;
}
