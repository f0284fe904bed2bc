using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Records;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing;

/// <summary>
/// The replies that are being written, with the bundles of their open chunks: what is in the database, kept at hand. After a
/// transaction that had to be undone it is read from there again.
/// </summary>
internal sealed class OpenMessages(Database database)
{
    private static readonly SortedDictionary<int, LiveReply> None = [];

    private readonly Dictionary<ConversationId, SortedDictionary<int, LiveReply>> _open = [];

    public IEnumerable<LiveReply> All => _open.Values.SelectMany(replies => replies.Values);

    /// <summary>A conversation's, by number.</summary>
    public IReadOnlyDictionary<int, LiveReply> Of(ConversationId id) => _open.GetValueOrDefault(id, None);

    public LiveReply? Find(MessageId id) => Of(id.Conversation).GetValueOrDefault(id.Number);

    public void Add(LiveReply reply)
    {
        if (!_open.TryGetValue(reply.Id.Conversation, out var replies))
            _open[reply.Id.Conversation] = replies = [];
        replies.Add(reply.Id.Number, reply);
    }

    public void Remove(MessageId id)
    {
        if (_open.TryGetValue(id.Conversation, out var replies) && replies.Remove(id.Number) && replies.Count == 0)
            _open.Remove(id.Conversation);
    }

    public void RemoveAll(ConversationId id) => _open.Remove(id);

    /// <summary>Takes what the database says.</summary>
    public void Load()
    {
        _open.Clear();
        foreach (var row in MessageTable.Open(database))
            Add(Restore(row));
    }

    /// <summary>
    /// As far as its bundles are sound. Where one is not, its chunk is given up, and the reply goes on, or ends, behind it: the
    /// chunk that is missing is reported as damage, and the rows stay for whoever can still read them.
    /// </summary>
    private LiveReply Restore(MessageRow row)
    {
        var (length, tokenCount, chunkCount) = row.Closed;
        var bundles = BundleTable.Read(database, row.Id);
        var seq = bundles is null ? chunkCount + 2 : chunkCount + 1;
        return LiveReply.Restore(row.Id, row.AgentId ?? "", (seq, length, tokenCount), bundles ?? []);
    }
}
