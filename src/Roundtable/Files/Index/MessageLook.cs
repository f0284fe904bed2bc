namespace Roundtable.Files.Index;

/// <summary>A message in the index at one moment: its state, how far its files reach, and the chunk that is in none yet.</summary>
internal readonly record struct MessageLook(MessageState? State, int FilesLast, MessageChunk? OpenChunk)
{
    public static MessageLook At(ConversationEntry conversation, int number)
    {
        var entry = conversation.Find(number);
        if (entry.Kind == EntryKind.Absent)
            return default;
        if (conversation.Open.TryGetValue(number, out var live))
            return new MessageLook(
                StateOf(MessageStatus.Streaming, live.Length, live.TokenCount, live.ChunkCount),
                live.Seq - 1,
                live.OpenChunk()
            );
        return new MessageLook(
            StateOf(MessageStatus.Complete, entry.Length, entry.TokenCount, entry.ChunkCount),
            entry.ChunkCount,
            null
        );

        MessageState StateOf(MessageStatus status, int length, int tokenCount, int chunkCount) =>
            new()
            {
                Role = entry.Role,
                Status = status,
                Length = length,
                TokenCount = tokenCount,
                ChunkCount = chunkCount,
            };
    }
}
