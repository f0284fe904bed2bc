namespace Roundtable;

/// <summary>A user's message and the replies it asks for: stored in one step or not at all.</summary>
public sealed record NewTurn
{
    /// <summary>Who wrote it.</summary>
    public required UserId AuthorId { get; init; }

    /// <summary>What was said; may be empty.</summary>
    public required string Content { get; init; }

    /// <summary>Tokens in <see cref="Content"/>.</summary>
    public required int TokenCount { get; init; }

    /// <summary>The message it answers; must exist in the conversation.</summary>
    public MessageId? ReplyTo { get; init; }

    /// <summary>Tells the request when it comes again; null: each time anew.</summary>
    public RequestKey? Key { get; init; }

    /// <summary>One for each agent that is to answer, in order; none asks nobody.</summary>
    public IReadOnlyList<NewReply> Replies { get; init; } = [];
}
