namespace Roundtable.Files.Index;

/// <summary>A user in the index: conversations by number, and by the order in which they changed.</summary>
internal sealed class UserEntry(UserId id)
{
    private readonly Dictionary<int, ConversationEntry> _conversations = [];
    private readonly SortedSet<(long Change, int Number)> _byChange = [];

    public UserId Id => id;

    /// <summary>Guards everything visible below this user.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The last change number handed out. Only the journal's thread touches it.</summary>
    public long PreparedChange { get; set; }

    /// <summary>The last conversation number handed out. Only the journal's thread touches it.</summary>
    public int PreparedConversationCount { get; set; }

    public ConversationEntry? Find(int number)
    {
        lock (Gate)
            return _conversations.GetValueOrDefault(number);
    }

    public ConversationEntry FindOrAdd(int number)
    {
        lock (Gate)
        {
            if (!_conversations.TryGetValue(number, out var entry))
                _conversations[number] = entry = new ConversationEntry(new ConversationId(id, number));
            return entry;
        }
    }

    /// <summary>Forgets a conversation that never became visible.</summary>
    public void Remove(ConversationEntry conversation)
    {
        lock (Gate)
            _conversations.Remove(conversation.Id.Number);
    }

    /// <summary>Changes what is visible of a conversation, and its place in the list with it.</summary>
    public void Apply(ConversationEntry conversation, Action<ConversationEntry> change)
    {
        lock (Gate)
        {
            var before = conversation.Change;
            change(conversation);
            if (conversation.Change == before)
                return;
            _byChange.Remove((before, conversation.Id.Number));
            _byChange.Add((conversation.Change, conversation.Id.Number));
        }
    }

    public T Read<T>(ConversationEntry conversation, Func<ConversationEntry, T> read)
    {
        lock (Gate)
            return read(conversation);
    }

    /// <summary>The newest conversations below a change number.</summary>
    public IReadOnlyList<Conversation> List(ConversationQuery query)
    {
        lock (Gate)
        {
            var page = new List<Conversation>();
            var newest = (query.BeforeChange is { } before ? Math.Max(0, before - 1) : long.MaxValue, int.MaxValue);
            foreach (var (_, number) in _byChange.GetViewBetween((0, 0), newest).Reverse())
            {
                if (page.Count == query.Limit)
                    break;
                if (
                    _conversations[number].Snapshot() is { } conversation
                    && (query.Archived ?? conversation.Archived) == conversation.Archived
                )
                    page.Add(conversation);
            }

            return page;
        }
    }

    public IReadOnlyList<MessageId> OpenReplies()
    {
        lock (Gate)
            return [.. _conversations.Values.SelectMany(conversation => conversation.Open.Values.Select(reply => reply.Id))];
    }

    public IReadOnlyList<ConversationEntry> Conversations()
    {
        lock (Gate)
            return [.. _conversations.Values];
    }
}
