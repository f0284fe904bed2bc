namespace Roundtable.Stored;

/// <summary>A user's message, made of the one chunk it is stored in.</summary>
internal static class UserMessage
{
    /// <summary>One that is damaged is empty, and says so.</summary>
    public static Message Of(MessageId id, ChunkReading reading)
    {
        var chunk = reading.Chunk;
        return new Message
        {
            Id = id,
            Role = MessageRole.User,
            AuthorId = chunk?.AuthorId,
            Content = chunk?.Tokens ?? "",
            TokenCount = chunk?.TokenCount ?? 0,
            ChunkCount = 1,
            Status = MessageStatus.Complete,
            FinishReason = FinishReason.Stop,
            Damaged = chunk is null ? [new Damage(1, 0, 0, reading.Damage ?? "missing")] : [],
            ReplyTo = chunk?.ReplyTo,
            CreatedAt = chunk?.Timestamp ?? default,
            CompletedAt = chunk?.Timestamp,
            Tag = chunk?.Tag ?? 0,
        };
    }
}
