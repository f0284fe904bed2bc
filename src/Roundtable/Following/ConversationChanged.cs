using Roundtable.Cursors;

namespace Roundtable.Following;

/// <summary>Facts, a message or an end have changed the conversation.</summary>
/// <param name="Cursor">Where to go on after it.</param>
/// <param name="Conversation">The conversation as it is now.</param>
public sealed record ConversationChanged(ConversationCursor Cursor, Conversation Conversation) : ConversationEvent(Cursor);
