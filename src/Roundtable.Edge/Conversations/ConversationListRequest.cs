using Roundtable.Cursors;
using Roundtable.Edge.Access;

namespace Roundtable.Edge.Conversations;

/// <summary>Which page of whose list is asked for.</summary>
internal readonly record struct ConversationListRequest(UserId User, ConversationQuery Query)
{
    public const int LimitMax = 100;
    public const int LimitDefault = 20;

    public static ConversationListRequest Of(HttpContext context)
    {
        var (user, query) = (Caller.Of(context), Requests.Query.Of(context));
        var limit = query.Number("limit", LimitDefault, 1, LimitMax);
        var archived = query.Flag("archived");
        var cursor = query.Cursor<ConversationListCursor>("cursor", cursor => cursor.User == user && cursor.Archived == archived);
        return new ConversationListRequest(user, new ConversationQuery(limit, cursor?.BeforeChange, archived));
    }

    /// <summary>Finds out whether anything comes after a conversation.</summary>
    public ConversationQuery QueryAfter(Conversation last) => Query with { Limit = 1, BeforeChange = last.Change };
}
