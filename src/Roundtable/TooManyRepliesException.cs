namespace Roundtable;

/// <summary>A conversation has as many open replies as it may have.</summary>
public sealed class TooManyRepliesException(ConversationId conversation)
    : Exception(
        $"Conversation {conversation} may have {OpenMax} replies open at once; wait until some have ended, or cancel them."
    )
{
    /// <summary>Most replies that can be open in one conversation.</summary>
    public const int OpenMax = 64;

    /// <summary>The conversation.</summary>
    public ConversationId Conversation { get; } = conversation;
}
