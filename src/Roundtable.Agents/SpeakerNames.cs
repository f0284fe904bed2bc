namespace Roundtable.Agents;

/// <summary>What speakers are called, each looked up once.</summary>
internal sealed class SpeakerNames(IConversationStore store, AgentDirectory agents)
{
    private readonly Dictionary<UserId, string> _users = [];

    /// <summary>An agent's or a person's name on one line; their id when they are no longer known.</summary>
    public async ValueTask<string> OfAsync(Message message, CancellationToken cancellationToken)
    {
        if (message.AgentId is { } agent)
            return agents.Find(agent)?.Name ?? agent;
        // An opening that is damaged names nobody.
        if (message.AuthorId is not { } author)
            return message.Role == MessageRole.Agent ? "Agent" : "Person";
        if (_users.TryGetValue(author, out var known))
            return known;

        var user = await store.FindUserAsync(author, cancellationToken).ConfigureAwait(false);
        return _users[author] = SpokenText.OneLine(user?.Name ?? author.ToString());
    }
}
