namespace Roundtable.Files.Index;

/// <summary>A user in the index: conversations by number, and by the order in which they changed.</summary>
internal sealed class UserEntry(UserId id)
{
    private readonly Dictionary<int, ConversationEntry> _conversations = [];
    private readonly SortedSet<(long Change, int Number)> _byChange = [];
    private readonly SortedSet<(long Change, int Number)> _deleted = [];

    public UserId Id => id;

    /// <summary>What requests with keys were answered. Only the journal's thread touches it.</summary>
    public KnownRequests Requests { get; } = new();

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
            (conversation.IsDeleted ? _deleted : _byChange).Add((conversation.Change, conversation.Id.Number));
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

    /// <summary>What has changed after a change number, in that order.</summary>
    public IReadOnlyList<ConversationChange> ListChanges(long after, int limit)
    {
        lock (Gate)
            return
            [
                .. Newer(_byChange)
                    .Concat(Newer(_deleted))
                    .Order()
                    .Select(it => (it.Change, Entry: _conversations[it.Number]))
                    .Where(it => it.Entry.IsDeleted || it.Entry.Facts is not null)
                    .Take(limit)
                    .Select(it => new ConversationChange(it.Entry.Id, it.Change, it.Entry.Snapshot())),
            ];

        IEnumerable<(long Change, int Number)> Newer(SortedSet<(long, int)> changes) =>
            after == long.MaxValue
                ? []
                : changes.GetViewBetween((Math.Max(0, after) + 1, 0), (long.MaxValue, int.MaxValue)).Take(limit);
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
