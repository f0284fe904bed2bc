using Roundtable.Agents;
using Roundtable.Edge.Problems;

namespace Roundtable.Edge.Requests;

/// <summary>Agents that a client lists: known, each once, and not too many.</summary>
internal static class AgentList
{
    public static IReadOnlyList<string> Check(string member, IReadOnlyList<string> listed, AgentDirectory agents)
    {
        if (listed.Count > ConversationFacts.ParticipantsMax)
            throw ProblemException.Invalid(member, $"'{member}' may list {ConversationFacts.ParticipantsMax} agents.");
        foreach (var (index, id) in listed.Index())
        {
            if (id is null)
                throw ProblemException.Invalid($"{member}[{index}]", $"'{member}' lists ids of agents, not null.");
            if (agents.Find(id) is null)
            {
                throw new ProblemException(Problem.UnknownAgent, "The agents are listed at /api/agents; use their ids.")
                {
                    Member = $"{member}[{index}]",
                };
            }
        }

        if (listed.Distinct(StringComparer.Ordinal).Count() < listed.Count)
            throw ProblemException.Invalid(member, $"'{member}' lists an agent twice; list each once.");
        return listed;
    }
}
