namespace Roundtable.Tests.Sandbox;

internal enum StoredFileKind
{
    Lock,
    Journal,

    /// <summary>Something damaged that was set aside; it may be anything.</summary>
    Aside,
    User,
    Conversation,

    /// <summary>What a request with a key was answered.</summary>
    Request,

    /// <summary>A user's message, or the opening of an agent's.</summary>
    Message,
    Chunk,

    /// <summary>Messages of a quiet conversation, folded into one file.</summary>
    Sealed,

    /// <summary>Its first line.</summary>
    SealHead,

    /// <summary>Its last line.</summary>
    SealFoot,

    /// <summary>A line of it: consecutive chunks of one message, folded.</summary>
    Run,

    /// <summary>What repair has to say about something that it has set aside, or missed.</summary>
    Note,

    /// <summary>The mark of the target of a copy that is not finished.</summary>
    Unfinished,
}
