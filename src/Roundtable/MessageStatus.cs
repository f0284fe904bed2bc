namespace Roundtable;

/// <summary>Whether more may come.</summary>
public enum MessageStatus
{
    /// <summary>The message is still being written.</summary>
    Streaming,

    /// <summary>The message has ended; it never changes again.</summary>
    Complete,
}
