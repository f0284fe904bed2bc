namespace Roundtable.Following;

/// <summary>
/// Rings for everybody who waits; who does not wait misses nothing that storage does not tell. They have their turns on the
/// pool, a few in one go, and what else the pool has to do comes in between: so many who listen to one thing hold up neither
/// those who listen to others nor whoever speaks, and who had no turn yet when it rings again has one for both.
/// </summary>
internal sealed class Bell : IThreadPoolWorkItem
{
    private const int TurnsInOneGo = 16;

    private readonly Lock _gate = new();
    private readonly LinkedList<BellWaiter> _waiting = new(); // Who has waited longest comes first.
    private long _rung;
    private long _changes;
    private bool _isRinging;

    /// <summary>How often it has rung.</summary>
    public long Rung => Volatile.Read(ref _rung);

    /// <summary>How often it has rung for more than a bundle.</summary>
    public long Changes => Volatile.Read(ref _changes);

    /// <param name="isChange">Whether more has happened than that a bundle has come.</param>
    public void Ring(bool isChange = true)
    {
        lock (_gate)
        {
            _rung++;
            _changes += isChange ? 1 : 0;
            if (_isRinging || _waiting.Count == 0)
                return;
            _isRinging = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Has somebody wait for the next ring; false when it has rung more often than they know.</summary>
    public bool TryWait(BellWaiter waiter, long rung)
    {
        lock (_gate)
        {
            if (rung != _rung)
                return false;
            waiter.Since = rung;
            _waiting.AddLast(waiter.Node);
            return true;
        }
    }

    /// <summary>Takes somebody back who waits; false when they do not, or have their turn.</summary>
    public bool Forget(BellWaiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Node.List is null)
                return false;
            _waiting.Remove(waiter.Node);
            return true;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        var turns = new InOneGo();
        var count = 0;
        lock (_gate)
        {
            while (count < TurnsInOneGo && _waiting.First is { } first && first.Value.Since != _rung)
            {
                _waiting.Remove(first);
                turns[count++] = first.Value;
            }

            _isRinging = _waiting.First is { } next && next.Value.Since != _rung;
            if (_isRinging)
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        for (var i = 0; i < count; i++)
            turns[i].Complete();
    }

    [System.Runtime.CompilerServices.InlineArray(TurnsInOneGo)]
    private struct InOneGo
    {
        private BellWaiter _first;
    }
}
