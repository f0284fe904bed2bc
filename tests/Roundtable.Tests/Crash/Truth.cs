namespace Roundtable.Tests.Crash;

/// <summary>
/// What a store must know, kept outside of it: what was acknowledged, what readers saw, and what is open to either because
/// the process died over it.
/// </summary>
internal sealed class Truth
{
    private readonly List<(Attempt Attempt, string Title)> _conversations = [];

    public Dictionary<UserId, string> Users { get; } = [];

    public List<ConversationTruth> Conversations { get; } = [];

    /// <summary>The conversations that are not known to be deleted.</summary>
    public IReadOnlyList<ConversationTruth> Living => Conversations.FindAll(conversation => !conversation.IsDeleted);

    public IEnumerable<MessageTruth> OpenReplies =>
        Living.SelectMany(conversation => conversation.Messages).Where(message => message.End is null);

    public Attempt TryConversation(string title)
    {
        var attempt = new Attempt();
        _conversations.Add((attempt, title));
        return attempt;
    }

    /// <summary>An answer came: what was refused before can no longer happen.</summary>
    public void Succeeded(Attempt attempt) => Forget(it => it.IsRefused || ReferenceEquals(it, attempt));

    /// <summary>It was not even written.</summary>
    public void Forget(Attempt attempt) => Forget(it => ReferenceEquals(it, attempt));

    /// <summary>Everything that waited has been answered.</summary>
    public void Settle()
    {
        foreach (var reply in OpenReplies)
            reply.Settle();
    }

    /// <summary>Compares with a store that has just been opened and has ended what was open.</summary>
    public async Task AdoptAsync(IConversationStore store, UserId owner)
    {
        foreach (var (id, name) in Users)
            Assert.Equal(name, (await store.FindUserAsync(id, CancellationToken.None))?.Name);
        var listed = await store.ListConversationsAsync(owner, new ConversationQuery(1000), CancellationToken.None);
        foreach (var known in Conversations)
            known.AdoptDeletion(isFound: listed.Any(found => found.Id == known.Id));
        var created = listed.Select(found => found.Id.Number).Where(number => number > Conversations.Count).Order().ToList();
        Assert.Equal(Enumerable.Range(Conversations.Count + 1, created.Count), created);
        Assert.InRange(created.Count, 0, _conversations.Count);
        foreach (var found in listed.OrderBy(conversation => conversation.Id.Number))
            Adopt(store, found);
        _conversations.Clear();
    }

    private void Adopt(IConversationStore store, Conversation found)
    {
        if (found.Id.Number > Conversations.Count)
        {
            Assert.Contains(found.Title, _conversations.Select(attempt => attempt.Title));
            Conversations.Add(new ConversationTruth(found.Id, found.Title));
        }

        var truth = Conversations[found.Id.Number - 1];
        truth.AdoptTitle(found.Revision, found.Title);
        truth.AdoptTurns(found.MessageCount, id => Reading.Of(store, id).Text);
        Assert.Empty(found.Open);
        foreach (var message in truth.Messages)
        {
            var reading = Reading.Of(store, message.Id);
            Assert.Equal(message.AgentId, reading.AgentId);
            message.Adopt(reading.Text, reading.End!.Value);
        }
    }

    private void Forget(Predicate<Attempt> which)
    {
        _conversations.RemoveAll(conversation => which(conversation.Attempt));
        foreach (var conversation in Conversations)
            conversation.Forget(which);
    }
}
