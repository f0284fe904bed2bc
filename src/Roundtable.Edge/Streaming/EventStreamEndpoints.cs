using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Roundtable.Cursors;
using Roundtable.Edge.Access;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Requests;
using Roundtable.Following;

namespace Roundtable.Edge.Streaming;

/// <summary>Streams that stay open: of a conversation, and of the caller's list.</summary>
internal static class EventStreamEndpoints
{
    public static async Task<EventStream> ConversationAsync(
        OwnConversation own,
        HttpContext context,
        IConversationStore store,
        ConversationFollower follower,
        CancellationToken cancellationToken
    )
    {
        TryGetCursor<ConversationCursor>(context, cursor => cursor.Id == own.Id, out var from);
        var snapshot = await store.FindConversationAsync(own.Id, cancellationToken) ?? throw ProblemException.NotFound();
        return new EventStream(follower.FollowAsync(snapshot, from, CancellationToken.None).Select(ServerEvent.Of));
    }

    /// <summary>The place is known before the headers are sent: whatever happens once they are there is told.</summary>
    public static async Task<EventStream> ListAsync(
        HttpContext context,
        UserFollower follower,
        CancellationToken cancellationToken
    )
    {
        var user = Caller.Of(context);
        var from = TryGetCursor<UserCursor>(context, cursor => cursor.User == user, out var known)
            ? known
            : await follower.BeginAsync(user, cancellationToken);
        return new EventStream(follower.FollowAsync(from, CancellationToken.None).Select(ServerEvent.Of));
    }

    /// <summary><c>Last-Event-ID</c>, else <c>?cursor=</c>; one that is not of this stream is refused.</summary>
    private static bool TryGetCursor<T>(HttpContext context, Predicate<T> belongs, [MaybeNullWhen(false)] out T cursor)
        where T : IParsable<T>
    {
        var query = Query.Of(context).Text("cursor");
        var header = context.Request.Headers[ResumePoint.LastEventId].ToString();
        var (name, text) = header.Length > 0 ? (ResumePoint.LastEventId, header) : ("cursor", query);
        cursor = default;
        if (text is null)
            return false;
        if (T.TryParse(text, CultureInfo.InvariantCulture, out cursor) && belongs(cursor))
            return true;
        throw ProblemException.Cursor(name, $"'{name}' is not a cursor of this stream; begin without one.");
    }
}
