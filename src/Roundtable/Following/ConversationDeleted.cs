using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>The conversation is gone; nothing comes after it.</summary>
public sealed record ConversationDeleted(ConversationCursor Cursor) : ConversationEvent(Cursor);
