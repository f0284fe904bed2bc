namespace Roundtable.Agents;

/// <summary>Counts who is inside, lets nobody in after it was closed, and says when the last one has left.</summary>
internal sealed class Rundown
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _inside;
    private bool _closed;

    /// <summary>False when it is closed.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            _inside += _closed ? 0 : 1;
            return !_closed;
        }
    }

    /// <summary>Enters for work that belongs to somebody inside, which is let in even after the closing.</summary>
    public void EnterWithin()
    {
        lock (_gate)
        {
            if (_inside == 0)
                throw new InvalidOperationException("Nobody is inside whom this work could belong to.");
            _inside++;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            if (--_inside == 0 && _closed)
                _empty.TrySetResult();
        }
    }

    /// <summary>Closes; the task completes when nobody is inside any more.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closed = true;
            if (_inside == 0)
                _empty.TrySetResult();
        }

        return _empty.Task;
    }
}
