using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Roundtable.Cursors;
using Roundtable.Edge.Access;
using Roundtable.Edge.Messages;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Rendering;
using Roundtable.Edge.Requests;
using Roundtable.Following;

namespace Roundtable.Edge.Streaming;

/// <summary>
/// Streams that stay open: of a conversation, and of the caller's list. Where each begins is known before its headers are
/// sent, so that whatever happens once they are there is told.
/// </summary>
internal static class EventStreamEndpoints
{
    private const string Cursor = "cursor";
    private const string Beside = "conversation";
    private const string BesideCursor = "conversationCursor";

    public static async Task<EventStream> ConversationAsync(
        OwnConversation own,
        HttpContext context,
        MessageReading reading,
        ConversationFollower follower,
        CancellationToken cancellationToken
    )
    {
        var (name, text) = Place(context);
        TryRead<ConversationCursor>(name, text, cursor => cursor.Id == own.Id, out var from);
        var snapshot = await reading.Store.FindConversationAsync(own.Id, cancellationToken) ?? throw ProblemException.NotFound();
        return new EventStream(reading.Format.EventsFor(context, follower.FollowAsync(snapshot, from, CancellationToken.None)));
    }

    /// <summary>The caller's list; with <c>?conversation=</c> that conversation's own events are told in the same stream.</summary>
    public static async Task<EventStream> ListAsync(
        HttpContext context,
        MessageReading reading,
        UserFollower lists,
        CombinedFollower both,
        CancellationToken cancellationToken
    )
    {
        var query = Query.Of(context);
        HtmlFormat.IsWanted(context); // Refused whether or not there is anything to be formatted.
        if (query.Text(Beside) is not { } conversation)
        {
            return query.Has(BesideCursor)
                ? throw ProblemException.Invalid(BesideCursor, $"'{BesideCursor}' goes with '{Beside}'; give that too.")
                : Alone(await ListPlaceAsync(context, lists, cancellationToken), lists);
        }

        var id = OwnConversation.Of(context, conversation).Id;
        var snapshot = await reading.Store.FindConversationAsync(id, cancellationToken);
        ConversationCursor? from;
        UserCursor list;
        if (
            TryRead<CombinedCursor>(ResumePoint.LastEventId, Header(context), place => place.Conversation.Id == id, out var known)
        )
        {
            // Deleted while its reader was away: the list tells of it, and goes on.
            if (snapshot is null)
                return new EventStream(both.FollowAsync(known, CancellationToken.None).Select(ServerEvent.Of));
            (list, from) = known;
        }
        else
        {
            TryRead<ConversationCursor>(BesideCursor, query.Text(BesideCursor), cursor => cursor.Id == id, out from);
            list = await ListPlaceAsync(context, lists, cancellationToken);
        }

        return new EventStream(
            reading.Format.EventsFor(
                context,
                both.FollowAsync(list, snapshot ?? throw ProblemException.NotFound(), from, CancellationToken.None)
            )
        );
    }

    private static EventStream Alone(UserCursor from, UserFollower lists) =>
        new(lists.FollowAsync(from, CancellationToken.None).Select(ServerEvent.Of));

    private static async ValueTask<UserCursor> ListPlaceAsync(
        HttpContext context,
        UserFollower lists,
        CancellationToken cancellationToken
    )
    {
        var user = Caller.Of(context);
        var (name, text) = Place(context);
        return TryRead<UserCursor>(name, text, cursor => cursor.User == user, out var known)
            ? known
            : await lists.BeginAsync(user, cancellationToken);
    }

    /// <summary><c>Last-Event-ID</c>, else <c>?cursor=</c>.</summary>
    private static (string Name, string? Text) Place(HttpContext context)
    {
        var query = Query.Of(context).Text(Cursor);
        return Header(context) is { } header ? (ResumePoint.LastEventId, header) : (Cursor, query);
    }

    private static string? Header(HttpContext context) =>
        context.Request.Headers[ResumePoint.LastEventId].ToString() is { Length: > 0 } header ? header : null;

    /// <summary>False when there is none; one that is not of this stream is refused.</summary>
    private static bool TryRead<T>(string name, string? text, Predicate<T> belongs, [MaybeNullWhen(false)] out T cursor)
        where T : IParsable<T>
    {
        cursor = default;
        if (text is null)
            return false;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out cursor) && belongs(cursor))
            return true;
        throw ProblemException.Cursor(name, $"'{name}' is not a cursor of this stream; begin without one.");
    }
}
