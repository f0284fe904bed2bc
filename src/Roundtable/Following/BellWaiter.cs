using System.Threading.Tasks.Sources;

namespace Roundtable.Following;

/// <summary>Somebody who waits at a bell, again and again, and allocates nothing for it. One wait at a time.</summary>
internal sealed class BellWaiter : IValueTaskSource
{
    private readonly Bell _bell;
    private ManualResetValueTaskSourceCore<bool> _turn;
    private CancellationTokenRegistration _cancellation;

    public BellWaiter(Bell bell) => (_bell, Node) = (bell, new LinkedListNode<BellWaiter>(this));

    /// <summary>Its place among those who wait; the bell's.</summary>
    public LinkedListNode<BellWaiter> Node { get; }

    /// <summary>How often the bell had rung when it began to wait; the bell's.</summary>
    public long Since { get; set; }

    /// <summary>How often the bell has rung.</summary>
    public long Rung => _bell.Rung;

    /// <summary>How often it has rung for more than a bundle.</summary>
    public long Changes => _bell.Changes;

    /// <summary>Completes when the bell has rung more often than this.</summary>
    /// <param name="cancellationToken">The same in each wait.</param>
    public ValueTask BeyondAsync(long rung, CancellationToken cancellationToken)
    {
        _turn.Reset();
        if (!_bell.TryWait(this, rung))
            return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled(cancellationToken) : default;
        _cancellation = cancellationToken.UnsafeRegister(static (waiter, token) => ((BellWaiter)waiter!).Cancel(token), this);
        return new ValueTask(this, _turn.Version);
    }

    /// <summary>Gives it its turn: what it does until it waits again is done here.</summary>
    public void Complete() => _turn.SetResult(true);

    void IValueTaskSource.GetResult(short token)
    {
        // A cancellation that is under way then stops the next wait, which is as well.
        _cancellation.Unregister();
        _turn.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _turn.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _turn.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken cancellationToken)
    {
        if (_bell.Forget(this))
            _turn.SetException(new OperationCanceledException(cancellationToken));
    }
}
