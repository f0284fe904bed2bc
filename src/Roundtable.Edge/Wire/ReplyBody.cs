namespace Roundtable.Edge.Wire;

/// <summary>A reply that is being written.</summary>
internal sealed record ReplyBody
{
    /// <summary>The reply's message id.</summary>
    public required string Id { get; init; }

    /// <summary>Who answers.</summary>
    public required string AgentId { get; init; }

    /// <summary>Where its events are.</summary>
    public required string Stream { get; init; }
}
