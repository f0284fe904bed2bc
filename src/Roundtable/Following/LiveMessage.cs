namespace Roundtable.Following;

/// <summary>The newest bundles of a message that somebody follows, and the bell that rings when there are more.</summary>
internal sealed class LiveMessage(MessageId id)
{
    /// <summary>Who is further behind than this many bundles reads from storage.</summary>
    private const int RecentMax = 32;

    private readonly Lock _gate = new();
    private readonly Queue<Bundle> _recent = new(RecentMax);
    private TaskCompletionSource _bell = NewBell();
    private int _listeners;
    private bool _closed;

    public MessageId Id => id;

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

    public void Add(Bundle bundle)
    {
        lock (_gate)
        {
            if (_recent.Count == RecentMax)
                _recent.Dequeue();
            _recent.Enqueue(bundle);
        }

        Ring();
    }

    public void End() => Ring();

    /// <summary>Completes at the next announcement after this call.</summary>
    public Task NextAnnouncement()
    {
        lock (_gate)
            return _bell.Task;
    }

    /// <summary>The bundles from an offset on, when they are still here; else nothing.</summary>
    public IReadOnlyList<Bundle> From(int offset)
    {
        lock (_gate)
            return _recent.Count > 0 && _recent.Peek().Offset <= offset
                ? [.. _recent.Where(bundle => bundle.Offset >= offset)]
                : [];
    }

    private void Ring()
    {
        TaskCompletionSource bell;
        lock (_gate)
            (bell, _bell) = (_bell, NewBell());
        bell.SetResult();
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
