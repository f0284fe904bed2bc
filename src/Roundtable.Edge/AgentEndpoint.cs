using Microsoft.AspNetCore.Http.HttpResults;
using Roundtable.Agents;
using Roundtable.Edge.Wire;

namespace Roundtable.Edge;

/// <summary><c>GET /api/agents</c>: who can be asked.</summary>
internal static class AgentEndpoint
{
    public static JsonHttpResult<AgentListBody> List(AgentDirectory agents) =>
        WireJson.Result(new AgentListBody([.. agents.Agents.Select(agent => AgentBody.From(agent, agents.Default))]));
}
