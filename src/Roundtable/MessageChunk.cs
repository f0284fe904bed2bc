namespace Roundtable;

/// <summary>
/// The unit in which text is stored: a user's message (seq 1), the opening of an agent's message (seq 0, no text), or one
/// chunk of its text. The first six members are the requirements' chunk schema; sorted by <see cref="Seq"/> and
/// concatenated, <see cref="Tokens"/> give the message.
/// </summary>
public sealed record MessageChunk
{
    /// <summary>The message.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>0 for an opening, then 1, 2, 3 …</summary>
    public required int Seq { get; init; }

    /// <summary>The text.</summary>
    public required string Tokens { get; init; }

    /// <summary>When its last bundle was cut; for an opening or a user's message, when it was stored.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The agent; absent in a user's message.</summary>
    public string? AgentId { get; init; }

    /// <summary><see cref="MessageStatus.Complete"/> in the last chunk, which carries the end.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>Where the text begins in the message, in UTF-16 code units.</summary>
    public int Offset { get; init; }

    /// <summary>Tokens in the chunks before this one.</summary>
    public int TokenOffset { get; init; }

    /// <summary>Tokens in this chunk.</summary>
    public int TokenCount { get; init; }

    /// <summary>How the text was cut into bundles; empty in an opening and in a user's message.</summary>
    public IReadOnlyList<BundleMark> Bundles { get; init; } = [];

    /// <summary>Who wrote a user's message.</summary>
    public UserId? AuthorId { get; init; }

    /// <summary>The model asked; in an opening.</summary>
    public string? Model { get; init; }

    /// <summary>The message this one answers; in an opening or a user's message.</summary>
    public MessageId? ReplyTo { get; init; }

    /// <summary>Why the agent answers; in an opening.</summary>
    public RoutedBy? RoutedBy { get; init; }

    /// <summary>The reply that this one replaces; in an opening.</summary>
    public MessageId? Replaces { get; init; }

    /// <summary>Random, so that an id handed out again after a loss can be told apart; in an opening or a user's message.</summary>
    public ulong? Tag { get; init; }

    /// <summary>The user's change number; in an opening, a user's message and a last chunk.</summary>
    public long? Change { get; init; }

    /// <summary>Why the message ended; in a last chunk of an agent's message.</summary>
    public FinishReason? FinishReason { get; init; }

    /// <summary>What went wrong; in a last chunk.</summary>
    public MessageError? Error { get; init; }

    /// <summary>When the message ended; in a last chunk.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>UTF-16 code units in <see cref="Tokens"/>.</summary>
    public int Length => Tokens.Length;
}
