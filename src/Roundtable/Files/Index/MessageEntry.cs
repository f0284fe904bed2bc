namespace Roundtable.Files.Index;

/// <summary>What the index knows of a message; of one that is open, the live reply knows more.</summary>
internal readonly record struct MessageEntry(EntryKind Kind, int Length, int TokenCount, int ChunkCount)
{
    public static readonly MessageEntry Open = new(EntryKind.OpenReply, 0, 0, 0);

    public bool IsEnded => Kind is EntryKind.UserMessage or EntryKind.EndedReply;

    public MessageRole Role => Kind == EntryKind.UserMessage ? MessageRole.User : MessageRole.Agent;
}
