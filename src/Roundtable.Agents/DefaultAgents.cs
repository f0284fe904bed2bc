namespace Roundtable.Agents;

/// <summary>Who is there when nothing was configured: three voices that need no network.</summary>
internal static class DefaultAgents
{
    public static List<AgentOptions> Create() =>
        [
            new()
            {
                Id = "sage",
                Name = "Sage",
                Instructions = "Answer calmly and at length, and show your steps.",
            },
            new()
            {
                Id = "critic",
                Name = "Critic",
                Instructions = "Find what is weak in what was said, politely.",
            },
            new()
            {
                Id = "parrot",
                Name = "Parrot",
                Instructions = "Say again what was said, briefly.",
            },
        ];
}
