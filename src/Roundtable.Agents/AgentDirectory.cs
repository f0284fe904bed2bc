namespace Roundtable.Agents;

/// <summary>The agents of this process; never changes while it runs.</summary>
public sealed class AgentDirectory
{
    private readonly Dictionary<string, Agent> _byId;

    /// <param name="options">Validated options; without agents, the defaults.</param>
    public AgentDirectory(AgentsOptions options)
    {
        var configured = options.Agents.Count > 0 ? options.Agents : DefaultAgents.Create();
        Agents = [.. configured.Select(Agent.From)];
        _byId = Agents.ToDictionary(agent => agent.Id, StringComparer.Ordinal);
    }

    /// <summary>All of them, as configured; at least one.</summary>
    public IReadOnlyList<Agent> Agents { get; }

    /// <summary>The first one: it answers when nobody else was asked.</summary>
    public Agent Default => Agents[0];

    /// <summary>The agent with exactly this id, or null.</summary>
    public Agent? Find(string id) => _byId.GetValueOrDefault(id);
}
