using System.Globalization;
using Roundtable.Cursors;
using Roundtable.Edge.Problems;
using Roundtable.Edge.Requests;
using Roundtable.Following;

namespace Roundtable.Edge.Streaming;

/// <summary>Where a reader of a message's stream wants to begin: <c>Last-Event-ID</c>, else <c>?offset=</c>, else a snapshot.</summary>
internal readonly record struct ResumePoint(MessageCursor? Cursor, FollowStart Start)
{
    public const string LastEventId = "Last-Event-ID";

    public static ResumePoint Of(HttpContext context, MessageId message)
    {
        var query = Query.Of(context);
        var offset = query.Has("offset") ? query.Number("offset", 0, 0, int.MaxValue) : (int?)null;
        var header = context.Request.Headers[LastEventId].ToString();
        if (header.Length == 0)
            return new ResumePoint(null, offset is { } at ? FollowStart.At(at) : FollowStart.Snapshot);
        if (MessageCursor.TryParse(header, CultureInfo.InvariantCulture, out var cursor) && cursor.Id == message)
            return new ResumePoint(cursor, FollowStart.After(cursor));
        throw ProblemException.Cursor(LastEventId, "This is not an event id of this message's stream; begin without one.");
    }

    /// <summary>Whether the reader has everything, the end included.</summary>
    public bool IsPast(Message message) =>
        Cursor is { Ended: true } cursor
        && message.Status == MessageStatus.Complete
        && (cursor.Tag, cursor.Offset) == (message.Tag, message.Length);
}
