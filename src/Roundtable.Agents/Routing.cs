namespace Roundtable.Agents;

/// <summary>Decides who answers a message. Depends on nothing but its arguments.</summary>
internal static class Routing
{
    /// <summary>
    /// The listed agents; without a list, those that the text mentions; else the conversation's participants; else the
    /// default. An empty list asks nobody. Each agent answers once.
    /// </summary>
    /// <exception cref="UnknownAgentException">The list names an agent that is not configured.</exception>
    public static IReadOnlyList<Route> Decide(
        AgentDirectory agents,
        string content,
        IReadOnlyList<string>? listed,
        IReadOnlyList<string> participants
    )
    {
        if (listed is not null)
            return Each(listed.Select(id => agents.Find(id) ?? throw new UnknownAgentException(id)), RoutedBy.List);

        var mentioned = Each(Mentions.In(content, agents.Agents), RoutedBy.Mention);
        if (mentioned.Count > 0)
            return mentioned;

        // A participant may have left the configuration since the conversation began; the others still answer.
        var present = Each(participants.Select(agents.Find).OfType<Agent>(), RoutedBy.Participant);
        return present.Count > 0 ? present : [new Route(agents.Default, RoutedBy.Default)];
    }

    private static List<Route> Each(IEnumerable<Agent> chosen, RoutedBy why) =>
        [.. chosen.DistinctBy(agent => agent.Id).Select(agent => new Route(agent, why))];
}
