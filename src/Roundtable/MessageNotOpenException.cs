namespace Roundtable;

/// <summary>Nothing can be added to a message: it has ended, perhaps by another hand, or has gone with its conversation.</summary>
public sealed class MessageNotOpenException(MessageId message)
    : InvalidOperationException($"Message {message} is not open; nothing can be added to it.")
{
    /// <summary>The message.</summary>
    public MessageId MessageId { get; } = message;
}
