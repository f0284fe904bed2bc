namespace Roundtable;

/// <summary>A message is still being written, and what was asked for needs its end.</summary>
public sealed class MessageOpenException(MessageId message)
    : Exception($"Message {message} is still being written; cancel it, or wait for its end.")
{
    /// <summary>The message.</summary>
    public MessageId MessageId { get; } = message;
}
