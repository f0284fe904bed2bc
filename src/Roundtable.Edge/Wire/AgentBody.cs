using Roundtable.Agents;

namespace Roundtable.Edge.Wire;

/// <summary>An agent that can be asked.</summary>
internal sealed record AgentBody
{
    /// <summary>Its id, as it is listed and mentioned.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>The model as its provider calls it.</summary>
    public required string Model { get; init; }

    /// <summary>Who runs the model; demo needs no network.</summary>
    public required string Provider { get; init; }

    /// <summary>Whether it answers when nobody else was asked.</summary>
    public required bool IsDefault { get; init; }

    public static AgentBody From(Agent agent, Agent otherwise) =>
        new()
        {
            Id = agent.Id,
            Name = agent.Name,
            Model = agent.Model,
            Provider = agent.Provider,
            IsDefault = agent == otherwise,
        };
}
