namespace Roundtable.Tests.Crash;

/// <summary>What is known of a conversation outside the store.</summary>
internal sealed class ConversationTruth(ConversationId id, string title)
{
    private readonly List<(Attempt Attempt, NewTurn Turn)> _turns = [];
    private readonly List<(Attempt Attempt, string Title)> _titles = [];
    private readonly List<Attempt> _deletions = [];

    public ConversationId Id => id;

    /// <summary>Whether it is known to be deleted.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>A title for each revision.</summary>
    public List<string> Titles { get; } = [title];

    public List<MessageTruth> Messages { get; } = [];

    public Attempt Try(NewTurn turn)
    {
        var attempt = new Attempt();
        _turns.Add((attempt, turn));
        return attempt;
    }

    public Attempt Try(string title)
    {
        var attempt = new Attempt();
        _titles.Add((attempt, title));
        return attempt;
    }

    /// <summary>Whether somebody has asked to delete it, and has no answer, or was refused.</summary>
    public bool MayBeDeleted => _deletions.Count > 0;

    public Attempt TryDeletion()
    {
        _deletions.Add(new Attempt());
        return _deletions[^1];
    }

    public void Delete() => IsDeleted = true;

    /// <summary>A new process has it, or not.</summary>
    public void AdoptDeletion(bool isFound)
    {
        Assert.True(isFound || IsDeleted || _deletions.Count > 0, $"{id} is gone, and nobody had deleted it.");
        Assert.False(isFound && IsDeleted, $"{id} is back.");
        IsDeleted = !isFound;
        _deletions.Clear();
    }

    public void Acknowledge(NewTurn turn, Turn stored)
    {
        Assert.Equal(Messages.Count + 1, stored.Message.Id.Number);
        Assert.Equal(turn.Replies.Count, stored.Replies.Count);
        Add(turn);
    }

    public void Forget(Predicate<Attempt> which)
    {
        _turns.RemoveAll(turn => which(turn.Attempt));
        _titles.RemoveAll(title => which(title.Attempt));
        _deletions.RemoveAll(which);
        foreach (var message in Messages)
            message.Forget(which);
    }

    /// <summary>Takes the turns that a new process has although nobody was told: each whole, and in order.</summary>
    public void AdoptTurns(int messageCount, Func<MessageId, string> read)
    {
        Assert.True(messageCount >= Messages.Count, $"{id} has {messageCount} messages; {Messages.Count} were acknowledged.");
        while (Messages.Count < messageCount)
        {
            var content = read(new MessageId(id, Messages.Count + 1));
            var place = _turns.FindIndex(turn => turn.Turn.Content == content);
            Assert.True(place >= 0, $"{id} has a message that nobody wrote, or that was refused: '{content}'.");
            Add(_turns[place].Turn);
            _turns.RemoveRange(0, place + 1);
        }

        Assert.Equal(messageCount, Messages.Count);
        _turns.Clear();
    }

    public void AdoptTitle(int revision, string newest)
    {
        Assert.InRange(revision, Titles.Count, Titles.Count + _titles.Count);
        if (revision == Titles.Count)
            Assert.Equal(Titles[^1], newest);
        else
            Assert.Contains(newest, _titles.Select(title => title.Title));
        while (Titles.Count < revision - 1)
            Titles.Add("");
        if (Titles.Count < revision)
            Titles.Add(newest);
        _titles.Clear();
    }

    private void Add(NewTurn turn)
    {
        Messages.Add(new MessageTruth(new MessageId(id, Messages.Count + 1), null, turn.Content));
        foreach (var reply in turn.Replies)
            Messages.Add(new MessageTruth(new MessageId(id, Messages.Count + 1), reply.AgentId, ""));
    }
}
