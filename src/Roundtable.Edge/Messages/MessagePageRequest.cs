using System.Globalization;
using Roundtable.Cursors;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Requests;

namespace Roundtable.Edge.Messages;

/// <summary>Which messages of a conversation are asked for.</summary>
internal readonly record struct MessagePageRequest(int Limit, bool Descending, MessagePageCursor? Cursor, int? Around)
{
    public const int LimitMax = 200;
    public const int LimitDefault = 50;

    public static MessagePageRequest Of(HttpContext context, ConversationId conversation)
    {
        var query = Query.Of(context);
        var limit = query.Number("limit", LimitDefault, 1, LimitMax);
        var isDescending = query.Text("order") switch
        {
            null or "asc" => false,
            "desc" => true,
            _ => throw ProblemException.Invalid("order", "'order' must be asc or desc."),
        };
        var cursor = query.Cursor<MessagePageCursor>(
            "cursor",
            cursor => cursor.Id == conversation && cursor.Descending == isDescending
        );
        var around = query.Text("around") is { } text ? AroundOf(text, conversation) : (int?)null;
        if (around is not null && cursor is not null)
            throw ProblemException.Invalid("around", "'around' and 'cursor' exclude each other; give one of them.");
        if (around is not null && isDescending)
            throw ProblemException.Invalid("order", "Messages around another one are always ascending; leave 'order' out.");
        return new MessagePageRequest(limit, isDescending, cursor, around);
    }

    /// <summary>The numbers asked for, in their order, of a conversation with so many messages.</summary>
    public NumberRange Select(int messageCount) =>
        (Around, Cursor) switch
        {
            ({ } number, _) => NumberRange.Ascending(number - ((Limit - 1) / 2), Limit, messageCount),
            (_, { } cursor) => Beyond(cursor, messageCount),
            _ when Descending => NumberRange.Descending(messageCount, Limit, messageCount),
            _ => NumberRange.Ascending(1, Limit, messageCount),
        };

    private NumberRange Beyond(MessagePageCursor cursor, int messageCount) =>
        (cursor.Descending, cursor.Backwards) switch
        {
            (false, false) => NumberRange.Ascending(cursor.Number + 1, Limit, messageCount),
            (false, true) => NumberRange.Ascending(cursor.Number - Limit, Limit, messageCount),
            (true, false) => NumberRange.Descending(cursor.Number - 1, Limit, messageCount),
            (true, true) => NumberRange.Descending(cursor.Number + Limit, Limit, messageCount),
        };

    private static int AroundOf(string text, ConversationId conversation)
    {
        if (!MessageId.TryParse(text, CultureInfo.InvariantCulture, out var id))
            throw ProblemException.Invalid("around", "'around' must be the id of a message, such as us01-co12-ms02.");
        return id.Conversation == conversation ? id.Number : throw ProblemException.NotFound();
    }
}
