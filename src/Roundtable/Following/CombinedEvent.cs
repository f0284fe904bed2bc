using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>Something that happens in a user's list, or in the one conversation of it that is followed beside it.</summary>
/// <param name="Cursor">Where to go on after it.</param>
/// <param name="Change">What changed in the list; null when it happened in the conversation.</param>
/// <param name="Happened">What happened in the conversation; null when the list changed.</param>
public readonly record struct CombinedEvent(CombinedCursor Cursor, ConversationChange? Change, ConversationEvent? Happened);
