using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>The message has ended; nothing comes after it.</summary>
/// <param name="Cursor">Behind all of it: its offset is the text's length.</param>
/// <param name="Message">The message without its text, which the follower has been shown: its content is empty.</param>
public sealed record MessageEnded(MessageCursor Cursor, Message Message) : FollowEvent(Cursor);
