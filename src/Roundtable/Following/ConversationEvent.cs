using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>Something that happens in a conversation.</summary>
/// <param name="Cursor">Where to go on after it.</param>
public abstract record ConversationEvent(ConversationCursor Cursor);
