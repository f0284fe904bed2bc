namespace Roundtable.Edge.Wire;

/// <summary>A turn that has begun: the message is stored, and its replies are being written.</summary>
internal sealed record TurnBody
{
    /// <summary>The person's message.</summary>
    public required MessageBody Message { get; init; }

    /// <summary>The replies, in the order of the agents.</summary>
    public required IReadOnlyList<ReplyBody> Replies { get; init; }

    /// <summary>Opaque; covers exactly what this answer shows.</summary>
    public required string EventCursor { get; init; }
}
