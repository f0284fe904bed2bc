namespace Roundtable;

/// <summary>A message as it stands: reconstructed from its chunks.</summary>
public sealed record Message
{
    /// <summary>The message.</summary>
    public required MessageId Id { get; init; }

    /// <summary>Who speaks.</summary>
    public required MessageRole Role { get; init; }

    /// <summary>Who wrote a user's message.</summary>
    public UserId? AuthorId { get; init; }

    /// <summary>Which agent answers.</summary>
    public string? AgentId { get; init; }

    /// <summary>The model asked.</summary>
    public string? Model { get; init; }

    /// <summary>The text shown so far; a damaged stretch is filled with U+FFFD to its length.</summary>
    public required string Content { get; init; }

    /// <summary>Tokens so far.</summary>
    public required int TokenCount { get; init; }

    /// <summary>Chunks so far, the open one included; an opening does not count.</summary>
    public required int ChunkCount { get; init; }

    /// <summary>Whether more may come.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>Why it ended; absent while it streams.</summary>
    public FinishReason? FinishReason { get; init; }

    /// <summary>What went wrong, when it ended by an error.</summary>
    public MessageError? Error { get; init; }

    /// <summary>Stretches that cannot be served as sound; usually none.</summary>
    public IReadOnlyList<Damage> Damaged { get; init; } = [];

    /// <summary>The message this one answers.</summary>
    public MessageId? ReplyTo { get; init; }

    /// <summary>Why the agent answers.</summary>
    public RoutedBy? RoutedBy { get; init; }

    /// <summary>The reply that this one replaces.</summary>
    public MessageId? Replaces { get; init; }

    /// <summary>When it was stored first.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; absent while it streams.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>Random; tells a message from another one that has its id after a loss. 0 when its opening is damaged.</summary>
    public ulong Tag { get; init; }

    /// <summary>UTF-16 code units in <see cref="Content"/>.</summary>
    public int Length => Content.Length;
}
