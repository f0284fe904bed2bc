namespace Roundtable;

/// <summary>A change was based on a revision that is no longer the newest.</summary>
public sealed class RevisionConflictException(ConversationId conversation, int expected, int actual)
    : Exception($"Conversation {conversation} is at revision {actual}, not {expected}; read it again and repeat the change.")
{
    /// <summary>The conversation.</summary>
    public ConversationId Conversation { get; } = conversation;

    /// <summary>The revision it is at.</summary>
    public int Actual { get; } = actual;
}
