namespace Roundtable.Agents;

/// <summary>What an agent is told before the conversation.</summary>
internal static class Briefing
{
    /// <summary>Who it is, who else is there, how others are marked, and its instructions.</summary>
    public static string For(ReplyAssignment assignment, string person)
    {
        var agent = assignment.Agent;
        var others = assignment.Others.Select(other => $"{other.Name} (@{other.Id})").Prepend(person);
        var briefing = $"""
            You are {agent.Name} (@{agent.Id}), an AI agent in a conversation with {string.Join(", ", others)}.
            What others said begins with their name and a colon. Answer as {agent.Name} only, and do not begin with your name.
            """;
        return agent.Instructions.Length > 0 ? $"{briefing}\n\n{agent.Instructions}" : briefing;
    }
}
