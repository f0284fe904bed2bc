namespace Roundtable.Following;

/// <summary>The newest bundles of a message that somebody follows, and the bell that rings when there are more.</summary>
internal sealed class LiveMessage(MessageId id)
{
    private readonly Lock _gate = new();
    private readonly Tail _tail = new();
    private int _listeners;
    private bool _closed;

    public MessageId Id => id;

    /// <summary>Rings at each announcement.</summary>
    public Bell Bell { get; } = new();

    /// <summary>Whether an end or a deletion was announced.</summary>
    public bool HasEnded { get; private set; }

    public bool TryJoin()
    {
        lock (_gate)
        {
            if (_closed)
                return false;
            _listeners++;
            return true;
        }
    }

    public bool LeaveIsLast()
    {
        lock (_gate)
            return _closed = --_listeners == 0;
    }

    public void Add(IReadOnlyList<Bundle> bundles)
    {
        lock (_gate)
        {
            foreach (var bundle in bundles)
                _tail.Add(bundle, _listeners);
        }

        Bell.Ring();
    }

    public void End()
    {
        HasEnded = true;
        Bell.Ring();
    }

    /// <summary>The bundle that begins at an offset, the same for all who ask, when it is still here.</summary>
    public BundleShown? From(int offset, ulong tag)
    {
        lock (_gate)
            return _tail.From(offset, tag);
    }

    /// <summary>Whether more than this was announced.</summary>
    public bool IsBeyond(int offset)
    {
        lock (_gate)
            return _tail.End > offset;
    }
}
