using Roundtable.Cursors;

namespace Roundtable;

/// <summary>A conversation that a request has created.</summary>
/// <param name="Conversation">The conversation as it is now.</param>
/// <param name="Cursor">The place that the first answer covers.</param>
/// <param name="IsReplayed">Whether an earlier request with the same key had created it.</param>
public sealed record CreatedConversation(Conversation Conversation, ConversationCursor Cursor, bool IsReplayed);
