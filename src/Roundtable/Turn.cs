using Roundtable.Cursors;

namespace Roundtable;

/// <summary>A turn that is durable: the user's message and its replies, open and still empty.</summary>
/// <param name="Conversation">The conversation with the turn in it.</param>
/// <param name="Message">The user's message.</param>
/// <param name="Replies">The replies' ids, in the order asked for; they follow the message's number without a hole.</param>
public sealed record Turn(Conversation Conversation, Message Message, IReadOnlyList<MessageId> Replies)
{
    /// <summary>The place that the first answer covers.</summary>
    public ConversationCursor Cursor { get; init; } = ConversationCursor.Of(Conversation);

    /// <summary>Whether an earlier request with the same key had begun it: its replies have their writers, or have ended.</summary>
    public bool IsReplayed { get; init; }
}
