using Roundtable.Files.Sealing;
using Roundtable.Stored;

namespace Roundtable.Files.Index;

/// <summary>A message in the index at one moment: its state, how far its files reach, and the chunk that is in none yet.</summary>
internal readonly record struct MessageLook(MessageState? State, int FilesLast, MessageChunk? OpenChunk, SealedFile? Sealed)
{
    public static MessageLook At(ConversationEntry conversation, int number)
    {
        var entry = conversation.Find(number);
        if (entry.Kind == EntryKind.Absent)
            return default;
        return conversation.Open.TryGetValue(number, out var live)
            ? new MessageLook(StateOf(entry, live), live.Seq - 1, live.OpenChunk(), null)
            : new MessageLook(StateOf(entry, null), entry.ChunkCount, null, conversation.FindSealed(number));
    }

    /// <summary>The state alone: followers ask for it at every bundle, and the open chunk's text would be put together for nothing.</summary>
    public static MessageState? StateAt(ConversationEntry conversation, int number)
    {
        var entry = conversation.Find(number);
        return entry.Kind == EntryKind.Absent ? null : StateOf(entry, conversation.Open.GetValueOrDefault(number));
    }

    private static MessageState StateOf(MessageEntry entry, LiveReply? live) =>
        new()
        {
            Role = entry.Role,
            Status = live is null ? MessageStatus.Complete : MessageStatus.Streaming,
            Length = live?.Length ?? entry.Length,
            TokenCount = live?.TokenCount ?? entry.TokenCount,
            ChunkCount = live?.ChunkCount ?? entry.ChunkCount,
        };
}
