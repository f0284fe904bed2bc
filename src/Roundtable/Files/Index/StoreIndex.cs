using System.Collections.Concurrent;
using Roundtable.Stored;

namespace Roundtable.Files.Index;

/// <summary>
/// What is in the folders, derived from them and kept in memory: counts, ends and the order of lists. Written by the journal's
/// thread once a change is durable, read by everybody.
/// </summary>
internal sealed class StoreIndex
{
    private readonly ConcurrentDictionary<UserId, UserEntry> _users = new();

    /// <summary>Every reply that is being written. Only the journal's thread touches it.</summary>
    public Dictionary<MessageId, LiveReply> Live { get; } = [];

    public ICollection<UserEntry> Users => _users.Values;

    public UserEntry? Find(UserId id) => _users.GetValueOrDefault(id);

    public UserEntry FindOrAdd(UserId id) => _users.GetOrAdd(id, static user => new UserEntry(user));

    public ConversationEntry? Find(ConversationId id) => Find(id.User)?.Find(id.Number);
}
