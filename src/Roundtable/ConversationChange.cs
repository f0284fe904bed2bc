namespace Roundtable;

/// <summary>The last thing that changed what a list shows of a conversation.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="Change">The user's change number.</param>
/// <param name="At">When that was.</param>
/// <param name="Conversation">The conversation as it is now; null when it has been deleted.</param>
public sealed record ConversationChange(ConversationId Id, long Change, DateTimeOffset At, Conversation? Conversation);
