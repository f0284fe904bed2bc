using System.Collections.Concurrent;

namespace Roundtable.Following;

/// <summary>
/// Tells followers in this process that more of a message is durable. Whoever does not listen costs nothing, and nobody who
/// listens can hold up whoever speaks.
/// </summary>
public sealed class Announcer
{
    private readonly ConcurrentDictionary<MessageId, LiveMessage> _messages = new();

    /// <summary>Says that a bundle is durable. Bundles of one message are announced in order.</summary>
    public void Announce(Bundle bundle)
    {
        if (_messages.TryGetValue(bundle.MessageId, out var live))
            live.Add(bundle);
    }

    /// <summary>Says that a message's end is durable.</summary>
    public void AnnounceEnd(MessageId message)
    {
        if (_messages.TryGetValue(message, out var live))
            live.End();
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

    internal void Leave(LiveMessage live)
    {
        if (live.LeaveIsLast())
            _messages.TryRemove(new KeyValuePair<MessageId, LiveMessage>(live.Id, live));
    }
}
