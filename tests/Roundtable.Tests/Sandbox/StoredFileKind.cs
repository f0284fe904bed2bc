namespace Roundtable.Tests.Sandbox;

internal enum StoredFileKind
{
    Lock,
    Journal,
    User,
    Conversation,

    /// <summary>A user's message, or the opening of an agent's.</summary>
    Message,
    Chunk,
}
