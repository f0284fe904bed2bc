namespace Roundtable.Agents;

/// <summary>What a person says, and to whom.</summary>
public sealed record NewMessage
{
    /// <summary>Who says it.</summary>
    public required UserId AuthorId { get; init; }

    /// <summary>What is said; half a surrogate pair, which cannot be stored, becomes U+FFFD.</summary>
    public required string Content { get; init; }

    /// <summary>Who is to answer; empty: nobody; absent: mentions, then participants, then the default agent.</summary>
    public IReadOnlyList<string>? Agents { get; init; }

    /// <summary>Tells the request when it comes again; null: each time anew.</summary>
    public RequestKey? Key { get; init; }

    /// <summary>The message of the same conversation that it answers.</summary>
    public MessageId? ReplyTo { get; init; }
}
