namespace Roundtable.Agents;

/// <summary>Who answers, and through whom: the configuration's <c>Roundtable:Agents</c> and <c>Roundtable:Providers</c>.</summary>
public sealed class AgentsOptions
{
    /// <summary>The agents; the first one is the default. Empty means the offline demo agents of <see cref="DefaultAgents"/>.</summary>
    public List<AgentOptions> Agents { get; set; } = [];

    /// <summary>The endpoints that agents name in <see cref="AgentOptions.Provider"/>. <c>demo</c> needs none.</summary>
    public Dictionary<string, ProviderOptions> Providers { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
