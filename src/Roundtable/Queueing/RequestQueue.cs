namespace Roundtable.Queueing;

/// <summary>What waits for whoever writes, one at a time. Bounded: whoever finds it full waits for room, so a slow disk slows the models.</summary>
/// <param name="counted">Is told how many more wait, or fewer.</param>
internal sealed class RequestQueue<TRequest>(Action<int> counted) : IDisposable
{
    /// <summary>Requests that may wait; each holds the bundles of one append, a turn or an end.</summary>
    public const int WaitingMax = 16 * 1024;

    private readonly object _gate = new();
    private readonly List<TRequest> _waiting = [];
    private readonly SemaphoreSlim _room = new(WaitingMax);
    private bool _closed;

    /// <summary>Adds a request as soon as there is room; <see cref="Ring"/> tells the thread that waits for it.</summary>
    /// <exception cref="StorageUnavailableException">The store is closing.</exception>
    public async ValueTask AddAsync(TRequest request, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            if (_closed)
            {
                _room.Release();
                throw new StorageUnavailableException(
                    StorageFault.Unavailable,
                    "The store is closing; try again when it is open."
                );
            }

            _waiting.Add(request);
            counted(1);
        }
    }

    /// <summary>Wakes the thread that waits, if one does.</summary>
    public void Ring()
    {
        lock (_gate)
            Monitor.Pulse(_gate);
    }

    /// <summary>Waits so long for something to take, or for a ring; false when the queue is closed and empty.</summary>
    public bool Wait(TimeSpan patience)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_closed)
                Monitor.Wait(_gate, patience);
            return _waiting.Count > 0 || !_closed;
        }
    }

    /// <summary>Takes all that waits, which may be nothing.</summary>
    public void Take(List<TRequest> requests)
    {
        lock (_gate)
        {
            requests.AddRange(_waiting);
            _waiting.Clear();
            if (requests.Count > 0)
            {
                _room.Release(requests.Count);
                counted(-requests.Count);
            }
        }
    }

    /// <summary>Takes no more; what waits is still given out.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    public void Dispose() => _room.Dispose();
}
