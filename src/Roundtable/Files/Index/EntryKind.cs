namespace Roundtable.Files.Index;

/// <summary>What stands under a message's number.</summary>
internal enum EntryKind : byte
{
    /// <summary>Nothing: the number was never used, or every file of it is lost.</summary>
    Absent,

    /// <summary>A user's message.</summary>
    UserMessage,

    /// <summary>A reply that is being written.</summary>
    OpenReply,

    /// <summary>A reply that has ended.</summary>
    EndedReply,
}
