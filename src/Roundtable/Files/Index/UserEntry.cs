namespace Roundtable.Files.Index;

/// <summary>A user in the index: conversations by number, and by the order in which they changed.</summary>
internal sealed class UserEntry(UserId id)
{
    private readonly Dictionary<int, ConversationEntry> _conversations = [];
    private readonly SortedSet<(long Change, int Number)> _listed = [];
    private readonly SortedSet<(long Change, int Number)> _archived = [];
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
            var (place, before) = (PlaceOf(conversation), conversation.Change);
            change(conversation);
            // A bundle changes no list, and there are many of them.
            if (conversation.Change == before && PlaceOf(conversation) == place)
                return;
            place.Remove((before, conversation.Id.Number));
            if (conversation.Change > 0)
                PlaceOf(conversation).Add((conversation.Change, conversation.Id.Number));
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
        var newest = query.BeforeChange is { } before ? Math.Max(0, before - 1) : long.MaxValue;
        lock (Gate)
        {
            return query.Archived switch
            {
                true => [.. Newest(_archived)],
                false => [.. Newest(_listed)],
                null => [.. Newest(_listed).Concat(Newest(_archived)).OrderByDescending(it => it.Change).Take(query.Limit)],
            };
        }

        IEnumerable<Conversation> Newest(SortedSet<(long Change, int Number)> place) =>
            place
                .GetViewBetween((0, 0), (newest, int.MaxValue))
                .Reverse()
                .Select(it => _conversations[it.Number].Snapshot())
                .OfType<Conversation>()
                .Take(query.Limit);
    }

    /// <summary>What has changed after a change number, in that order.</summary>
    public IReadOnlyList<ConversationChange> ListChanges(long after, int limit)
    {
        lock (Gate)
            return
            [
                .. Newer(_listed)
                    .Concat(Newer(_archived))
                    .Concat(Newer(_deleted))
                    .Order()
                    .Select(it => (it.Change, Entry: _conversations[it.Number]))
                    .Where(it => it.Entry.IsDeleted || it.Entry.Facts is not null)
                    .Take(limit)
                    .Select(it => it.Entry.LastChange()),
            ];

        IEnumerable<(long Change, int Number)> Newer(SortedSet<(long, int)> changes) =>
            after == long.MaxValue
                ? []
                : changes.GetViewBetween((Math.Max(0, after) + 1, 0), (long.MaxValue, int.MaxValue)).Take(limit);
    }

    /// <summary>The newest change with a number not above this one.</summary>
    public ConversationChange? FindChange(long atMost)
    {
        lock (Gate)
            return Older(_listed).Concat(Older(_archived)).Concat(Older(_deleted)).MaxBy(entry => entry.Change)?.LastChange();

        IEnumerable<ConversationEntry> Older(SortedSet<(long, int)> changes) =>
            changes
                .GetViewBetween((0, 0), (Math.Max(0, atMost), int.MaxValue))
                .Reverse()
                .Select(it => _conversations[it.Item2])
                .Where(entry => entry.IsDeleted || entry.Facts is not null)
                .Take(1);
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

    /// <summary>Each conversation is in one of them, with its newest change.</summary>
    private SortedSet<(long Change, int Number)> PlaceOf(ConversationEntry conversation)
    {
        if (conversation.IsDeleted)
            return _deleted;
        return conversation.Facts is { Archived: true } ? _archived : _listed;
    }
}
