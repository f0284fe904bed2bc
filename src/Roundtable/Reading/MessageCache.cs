namespace Roundtable.Reading;

/// <summary>
/// Keeps reconstructed messages that have ended, the least recently used ones leaving first. Bounded in bytes: what is
/// larger than the whole bound is not kept.
/// </summary>
/// <param name="sizeBytesMax">Default 64 MiB; counts the text, two bytes a code unit, and an estimate for the rest.</param>
public sealed class MessageCache(long sizeBytesMax = 64 * 1024 * 1024)
{
    private const long OverheadBytes = 512;
    private readonly Lock _gate = new();
    private readonly Dictionary<MessageId, LinkedListNode<Message>> _messages = [];
    private readonly LinkedList<Message> _byUse = [];

    /// <summary>How much it holds; never more than its bound.</summary>
    public long SizeBytes
    {
        get
        {
            lock (_gate)
                return field;
        }
        private set;
    }

    internal Message? Find(MessageId id)
    {
        lock (_gate)
        {
            if (!_messages.TryGetValue(id, out var node))
                return null;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value;
        }
    }

    internal void Keep(Message message)
    {
        if (SizeOf(message) > sizeBytesMax)
            return;

        lock (_gate)
        {
            if (_messages.ContainsKey(message.Id))
                return;
            _messages[message.Id] = _byUse.AddFirst(message);
            SizeBytes += SizeOf(message);
            while (SizeBytes > sizeBytesMax)
                Remove(_byUse.Last!);
        }
    }

    private void Remove(LinkedListNode<Message> node)
    {
        _byUse.Remove(node);
        _messages.Remove(node.Value.Id);
        SizeBytes -= SizeOf(node.Value);
    }

    private static long SizeOf(Message message) => OverheadBytes + (2L * message.Content.Length);
}
