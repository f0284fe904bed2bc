namespace Roundtable.Recording;

/// <summary>The source of a reply failed. What it had said before is kept, and the message ends with this error.</summary>
public sealed class ReplyFailedException(MessageError error, Exception? inner = null) : Exception(error.Message, inner)
{
    /// <summary>What readers are told; holds no secret.</summary>
    public MessageError Error { get; } = error;
}
