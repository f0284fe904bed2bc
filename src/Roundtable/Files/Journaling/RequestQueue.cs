namespace Roundtable.Files.Journaling;

/// <summary>What waits for the journal's thread. Bounded: whoever finds it full waits for room, so a slow disk slows the models.</summary>
internal sealed class RequestQueue(FileStoreMetrics metrics) : IDisposable
{
    /// <summary>Requests that may wait; each holds a bundle, a turn or an end.</summary>
    public const int WaitingMax = 16 * 1024;

    private readonly object _gate = new();
    private readonly List<JournalRequest> _waiting = [];
    private readonly SemaphoreSlim _room = new(WaitingMax);
    private bool _closed;

    /// <summary>Adds a request as soon as there is room.</summary>
    /// <exception cref="StorageUnavailableException">The store is closing.</exception>
    public async ValueTask AddAsync(JournalRequest request, CancellationToken cancellationToken)
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
            metrics.AddQueued(1);
            if (_waiting.Count == 1)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes all that waits, or waits so long for the first; false when the queue is closed and empty.</summary>
    public bool Take(List<JournalRequest> requests, TimeSpan patience)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_closed)
                Monitor.Wait(_gate, patience);
            requests.AddRange(_waiting);
            _waiting.Clear();
            if (requests.Count > 0)
            {
                _room.Release(requests.Count);
                metrics.AddQueued(-requests.Count);
            }

            return requests.Count > 0 || !_closed;
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
