using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>The message as stored by now; it replaces whatever the follower has of it.</summary>
public sealed record MessageShown(MessageCursor Cursor, Message Message) : FollowEvent(Cursor);
