using Roundtable.Files.Sealing;
using Roundtable.Stored;

namespace Roundtable.Files.Index;

/// <summary>A conversation in the index. What is visible is guarded by the user's gate.</summary>
internal sealed class ConversationEntry(ConversationId id)
{
    private readonly List<MessageEntry> _messages = [];
    private readonly SortedDictionary<int, LiveReply> _open = [];
    private readonly List<SealedFile> _sealed = [];
    private long _ended;
    private long _textLength;

    public ConversationId Id => id;

    /// <summary>The newest revision of the facts; null until one is visible.</summary>
    public ConversationFile? Facts { get; private set; }

    /// <summary>Whether there is a tombstone above it: then nothing else of it is here.</summary>
    public bool IsDeleted { get; private set; }

    public long Change { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public int MessageCount => _messages.Count;

    public IReadOnlyDictionary<int, LiveReply> Open => _open;

    /// <summary>Messages up to this number are in sealed files.</summary>
    public int SealedThrough { get; private set; }

    /// <summary>The number of the newest sealed file.</summary>
    public int SealCount { get; private set; }

    /// <summary>Whether every number that was ever given out is known: a sealed file that cannot be read may hold more.</summary>
    public bool IsCountKnown { get; private set; } = true;

    /// <summary>What the journal's thread has handed out, visible or not yet. Only that thread touches it.</summary>
    public PreparedConversation Prepared { get; } = new();

    public MessageEntry Find(int number) => number <= _messages.Count ? _messages[number - 1] : default;

    public void SetFacts(ConversationFile facts)
    {
        Facts = facts;
        Touch(facts.Change, facts.Timestamp);
    }

    /// <summary>Forgets all but that it was there.</summary>
    public void Delete(TombstoneFile tombstone)
    {
        (Facts, IsDeleted) = (null, true);
        _messages.Clear();
        _open.Clear();
        _sealed.Clear();
        Touch(tombstone.Change, tombstone.Timestamp);
    }

    /// <summary>Every file that it may have, loose or sealed, but for what is to come.</summary>
    public IEnumerable<string> Paths()
    {
        var (revisions, seals) = (Facts?.Revision ?? 0, SealCount);
        int[] chunks = [.. Enumerable.Range(1, _messages.Count).Select(LooseChunks)];
        return Enumerable
            .Range(1, revisions)
            .Select(revision => StoreLayout.Conversation(id, revision))
            .Concat(Enumerable.Range(1, seals).Select(seal => StoreLayout.Sealed(id, seal)))
            .Concat(chunks.Select((count, i) => (Id: new MessageId(id, i + 1), Count: count)).SelectMany(Loose));

        static IEnumerable<string> Loose((MessageId Id, int Count) message) =>
            message.Count < 0
                ? []
                : Enumerable
                    .Range(1, message.Count)
                    .Select(seq => StoreLayout.Chunk(new ChunkId(message.Id, seq)))
                    .Prepend(StoreLayout.Message(message.Id));
    }

    public void AddMessage(int number, MessageEntry entry, LiveReply? live = null)
    {
        while (_messages.Count < number)
            _messages.Add(default);
        var before = _messages[number - 1];
        _messages[number - 1] = entry;
        _textLength += entry.Length - before.Length;
        _ended += (entry.IsEnded ? 1 : 0) - (before.IsEnded ? 1 : 0);
        if (live is not null)
            _open[number] = live;
    }

    public void Grow(int length) => _textLength += length;

    public void EndMessage(int number, MessageChunk last)
    {
        _open.Remove(number);
        _messages[number - 1] = new MessageEntry(
            EntryKind.EndedReply,
            last.Offset + last.Length,
            last.TokenOffset + last.TokenCount,
            last.Seq
        );
        _ended++;
    }

    /// <summary>From now on these messages are read from the sealed file.</summary>
    public void AddSealed(SealedFile file)
    {
        SealCount = Math.Max(SealCount, file.Seal);
        IsCountKnown &= file.IsRangeKnown;
        SealedThrough = Math.Max(SealedThrough, file.Last);
        if (file.Messages.Count > 0)
            _sealed.Insert(CountSealedTo(file.First), file);
    }

    public SealedFile? FindSealed(int number) =>
        CountSealedTo(number) is > 0 and var count && _sealed[count - 1].Holds(number) ? _sealed[count - 1] : null;

    /// <summary>Notes a change that lists show; they may become known out of order while the index is loaded.</summary>
    public void Touch(long change, DateTimeOffset time)
    {
        if (change <= Change)
            return;
        Change = change;
        UpdatedAt = time;
    }

    /// <summary>How many chunks of a message may be in files of their own; -1 when it is in a sealed one.</summary>
    private int LooseChunks(int number)
    {
        if (FindSealed(number) is not null)
            return -1;
        return _open.TryGetValue(number, out var live) ? live.Seq : _messages[number - 1].ChunkCount;
    }

    /// <summary>How many sealed files begin at or below a message; they are in the order of their messages.</summary>
    private int CountSealedTo(int number)
    {
        var (low, high) = (0, _sealed.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _sealed[middle].First <= number ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The last thing that a list shows of it.</summary>
    public ConversationChange LastChange() => new(id, Change, UpdatedAt, Snapshot());

    /// <summary>The conversation as of now; null until its facts are visible.</summary>
    public Conversation? Snapshot() =>
        Facts is null
            ? null
            : new Conversation
            {
                Id = id,
                Title = Facts.Title,
                Participants = Facts.Participants,
                Metadata = Facts.Metadata,
                Archived = Facts.Archived,
                Revision = Facts.Revision,
                CreatedAt = Facts.CreatedAt,
                UpdatedAt = UpdatedAt,
                MessageCount = _messages.Count,
                Open =
                [
                    .. _open.Select(reply => new OpenReply(
                        reply.Key,
                        reply.Value.Tag,
                        reply.Value.Length,
                        reply.Value.TokenCount,
                        reply.Value.ChunkCount
                    )),
                ],
                Tag = Facts.Tag,
                Change = Change,
                Position = _messages.Count + _ended + _textLength,
            };
}
