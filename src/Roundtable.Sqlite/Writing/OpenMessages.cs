using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing;

/// <summary>
/// The replies that are being written, with the bundles of their open chunks: what is in the database, kept at hand. After a
/// transaction that had to be undone it is read from there again, in the next one.
/// </summary>
internal sealed class OpenMessages(Database database)
{
    private static readonly SortedDictionary<int, LiveReply> None = [];

    private readonly Dictionary<ConversationId, SortedDictionary<int, LiveReply>> _open = [];

    /// <summary>Replies of which something could not be read, when they were read again.</summary>
    private readonly HashSet<MessageId> _damaged = [];
    private bool _isStale = true;

    public IEnumerable<LiveReply> All => _open.Values.SelectMany(replies => replies.Values);

    /// <summary>A conversation's, by number.</summary>
    public IReadOnlyDictionary<int, LiveReply> Of(ConversationId id) => _open.GetValueOrDefault(id, None);

    /// <summary>The reply; null when it is not open.</summary>
    /// <exception cref="StorageUnavailableException">It was open, and what is known of it cannot be read any more.</exception>
    public LiveReply? Find(MessageId id) =>
        Of(id.Conversation).GetValueOrDefault(id.Number) ?? (_damaged.Contains(id) ? throw Unreadable(id) : null);

    /// <summary>Refuses text for a reply whose shown text is damaged: what comes after it has no known place. It can end.</summary>
    /// <exception cref="StorageUnavailableException">It is.</exception>
    public void RequireSound(MessageId id)
    {
        if (_damaged.Contains(id))
            throw Unreadable(id);
    }

    public void Add(LiveReply reply)
    {
        if (!_open.TryGetValue(reply.Id.Conversation, out var replies))
            _open[reply.Id.Conversation] = replies = [];
        replies.Add(reply.Id.Number, reply);
    }

    public void Remove(MessageId id)
    {
        _damaged.Remove(id);
        if (_open.TryGetValue(id.Conversation, out var replies) && replies.Remove(id.Number) && replies.Count == 0)
            _open.Remove(id.Conversation);
    }

    public void RemoveAll(ConversationId id)
    {
        _open.Remove(id);
        _damaged.RemoveWhere(reply => reply.Conversation == id);
    }

    /// <summary>A transaction was undone: the next one reads them again.</summary>
    public void Forget() => _isStale = true;

    /// <summary>Takes what the database says, unless it is at hand. What is damaged of one reply is that reply's alone.</summary>
    public void Refresh()
    {
        if (!_isStale)
            return;
        var ids = Ids();
        _open.Clear();
        _damaged.Clear();
        foreach (var id in ids)
        {
            try
            {
                if (MessageTable.Find(database, id) is { Status: MessageStatus.Streaming } row)
                    Add(Restore(row));
            }
            catch (SqliteFailure failure) when (failure.IsDamage)
            {
                _damaged.Add(id);
            }
        }

        _isStale = false;
    }

    /// <summary>Which are open; where the index of these is damaged the table says so, and where that is, those that were.</summary>
    private List<MessageId> Ids()
    {
        try
        {
            return MessageTable.Open(database);
        }
        catch (SqliteFailure failure) when (failure.IsDamage)
        {
            return OpenByTable();
        }
    }

    private List<MessageId> OpenByTable()
    {
        try
        {
            return MessageTable.OpenByTable(database);
        }
        catch (SqliteFailure failure) when (failure.IsDamage && _open.Count > 0)
        {
            return [.. All.Select(reply => reply.Id), .. _damaged];
        }
    }

    /// <summary>
    /// As far as its bundles are sound. Where one is not, its chunk is given up, and the reply goes on, or ends, behind it: the
    /// chunk that is missing is reported as damage, and the rows stay for whoever can still read them.
    /// </summary>
    private LiveReply Restore(MessageRow row)
    {
        var (length, tokenCount, chunkCount) = row.Closed;
        var bundles = Bundles(row.Id);
        var seq = bundles is null ? chunkCount + 2 : chunkCount + 1;
        if (bundles is null)
            _damaged.Add(row.Id);
        return LiveReply.Restore(row.Id, row.AgentId ?? "", (seq, length, tokenCount), bundles ?? []);
    }

    private IReadOnlyList<Bundle>? Bundles(MessageId id)
    {
        try
        {
            return BundleTable.Read(database, id);
        }
        catch (SqliteFailure failure) when (failure.IsDamage)
        {
            return null;
        }
    }

    private static StorageUnavailableException Unreadable(MessageId id) =>
        new(
            StorageFault.Unavailable,
            $"What was shown of message {id} is damaged, and nothing can be added to it. All else goes on; 'verify' reads everything."
        );
}
