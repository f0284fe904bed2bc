using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>The message has ended; nothing comes after it.</summary>
/// <param name="Cursor">Behind all that the follower was shown.</param>
/// <param name="Message">The message without its text, which the follower has been shown: its content is empty.</param>
/// <param name="Length">UTF-16 code units of the text as it is stored: whoever was shown less has not seen all of it.</param>
public sealed record MessageEnded(MessageCursor Cursor, Message Message, int Length) : FollowEvent(Cursor);
