namespace Roundtable.Edge.Wire;

/// <summary>The agents of this server, in their configured order.</summary>
internal sealed record AgentListBody(IReadOnlyList<AgentBody> Items);
