namespace Roundtable;

/// <summary>A turn that is durable: the user's message and its replies, open and still empty.</summary>
/// <param name="Conversation">The conversation with the turn in it.</param>
/// <param name="Message">The user's message.</param>
/// <param name="Replies">The replies' ids, in the order asked for; they follow the message's number without a hole.</param>
public sealed record Turn(Conversation Conversation, Message Message, IReadOnlyList<MessageId> Replies);
