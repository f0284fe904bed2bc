namespace Roundtable;

/// <summary>The reply that another one is asked for instead of.</summary>
internal static class ReplacedReply
{
    /// <summary>The message that it answers, and so does the new one; null when it was deleted meanwhile.</summary>
    /// <param name="opening">Its first chunk, or a user's message; default when it is not there any more.</param>
    /// <exception cref="ArgumentException">It is no reply, or nobody knows what it answers.</exception>
    public static MessageId? QuestionOf(MessageId id, MessageRole role, ChunkReading opening)
    {
        if (role == MessageRole.User)
            throw new ArgumentException($"Message {id} is a user's; only a reply can be replaced.");
        if (opening == default)
            return null;
        return opening.Chunk?.ReplyTo
            ?? throw new ArgumentException($"It is not known what message {id} answers: its opening is damaged.");
    }
}
