using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>The message has ended; nothing comes after it.</summary>
public sealed record MessageEnded(MessageCursor Cursor, Message Message) : FollowEvent(Cursor);
