using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>A message is shown, grows or ends.</summary>
/// <param name="Cursor">Where to go on after it.</param>
/// <param name="Event">What happened.</param>
public sealed record MessageHappened(ConversationCursor Cursor, FollowEvent Event) : ConversationEvent(Cursor);
