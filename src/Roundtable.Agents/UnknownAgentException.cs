namespace Roundtable.Agents;

/// <summary>A request asks an agent that is not configured.</summary>
public sealed class UnknownAgentException(string agentId)
    : Exception($"There is no agent '{agentId}'; the agents are listed at /api/agents.")
{
    /// <summary>As it was asked for.</summary>
    public string AgentId { get; } = agentId;
}
