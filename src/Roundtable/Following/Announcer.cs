using System.Collections.Concurrent;

namespace Roundtable.Following;

/// <summary>
/// Tells followers in this process that more is durable. Whoever does not listen costs nothing, and nobody who listens can
/// hold up whoever speaks.
/// </summary>
public sealed class Announcer
{
    private readonly ConcurrentDictionary<MessageId, LiveMessage> _messages = new();
    private readonly Bells<ConversationId> _conversations = new();
    private readonly Bells<UserId> _users = new();

    /// <summary>Says that bundles of a message are durable, all at once. They are announced in order.</summary>
    internal void Announce(IReadOnlyList<Bundle> bundles)
    {
        var message = bundles[0].MessageId;
        if (_messages.TryGetValue(message, out var live))
            live.Add(bundles);
        _conversations.Ring(message.Conversation, isChange: false);
    }

    /// <summary>Says that a message's end is durable.</summary>
    internal void AnnounceEnd(MessageId message)
    {
        if (_messages.TryGetValue(message, out var live))
            live.End();
        AnnounceChange(message.Conversation);
    }

    /// <summary>Says that something that lists show of a conversation has changed.</summary>
    internal void AnnounceChange(ConversationId conversation)
    {
        _conversations.Ring(conversation);
        _users.Ring(conversation.User);
    }

    /// <summary>Says that a conversation has gone, and all that is followed in it.</summary>
    internal void AnnounceDeletion(ConversationId conversation)
    {
        foreach (var (_, live) in _messages.Where(message => message.Key.Conversation == conversation))
            live.End();
        AnnounceChange(conversation);
    }

    /// <summary>Listens until disposed; whoever listens first and reads storage then misses nothing.</summary>
    internal Listening Listen(MessageId message)
    {
        while (true)
        {
            var live = _messages.GetOrAdd(message, static id => new LiveMessage(id));
            if (live.TryJoin())
                return new Listening(this, live);
        }
    }

    internal BellListening Listen(ConversationId conversation) => _conversations.Listen(conversation);

    internal BellListening Listen(UserId user) => _users.Listen(user);

    internal void Leave(LiveMessage live)
    {
        if (live.LeaveIsLast())
            _messages.TryRemove(new KeyValuePair<MessageId, LiveMessage>(live.Id, live));
    }
}
