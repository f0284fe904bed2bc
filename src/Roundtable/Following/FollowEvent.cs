using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>Something that a follower of a message sees.</summary>
/// <param name="Cursor">Where to go on after it.</param>
public abstract record FollowEvent(MessageCursor Cursor);
