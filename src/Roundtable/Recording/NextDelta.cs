using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Roundtable.Recording;

/// <summary>
/// The wait for what a model says next, which ends sooner when open text is due to be shown though its bundle is not full. One
/// a reply: a timer is set once a bundle, and a wait allocates nothing.
/// </summary>
internal sealed class NextDelta : IValueTaskSource<bool>, IDisposable
{
    /// <summary>The system's timers run by a coarse clock.</summary>
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Action _onSaid;
    private readonly ITimer _timer;
    private ManualResetValueTaskSourceCore<bool> _wait;
    private ConfiguredValueTaskAwaitable<bool>.ConfiguredValueTaskAwaiter _next;
    private int? _bundle;
    private (long Since, TimeSpan Patience) _open;
    private bool _isSaid;
    private bool _isDue;
    private bool _isWaiting;

    public NextDelta(TimeProvider time)
    {
        (_time, _onSaid) = (time, OnSaid);
        _timer = time.CreateTimer(
            static next => ((NextDelta)next!).OnDue(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Waits for the model; false when the open text is due before it says something.</summary>
    /// <param name="next">What the model says next, not awaited yet; <see cref="ResultAsync"/> gives it.</param>
    /// <param name="bundle">The open bundle. Its time runs from when it is asked for first.</param>
    /// <param name="patience">How long its text may wait.</param>
    public ValueTask<bool> IsFirstAsync(ValueTask<bool> next, int bundle, TimeSpan patience)
    {
        if (_bundle != bundle)
            SetTimer(bundle, patience);
        _isSaid = false;
        _next = next.ConfigureAwait(false).GetAwaiter();
        _next.UnsafeOnCompleted(_onSaid);
        lock (_gate)
            return _isSaid || _isDue ? ValueTask.FromResult(_isSaid) : Wait();
    }

    /// <summary>Whether the model said something; throws what it failed with.</summary>
    /// <remarks>Pooled: to be awaited once.</remarks>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> ResultAsync()
    {
        await WhenSaidAsync().ConfigureAwait(false);
        return _next.GetResult();
    }

    public void Dispose() => _timer.Dispose();

    bool IValueTaskSource<bool>.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags
    ) => _wait.OnCompleted(continuation, state, token, flags);

    private ValueTask<bool> WhenSaidAsync()
    {
        lock (_gate)
            return _isSaid ? ValueTask.FromResult(true) : Wait();
    }

    private ValueTask<bool> Wait()
    {
        _wait.Reset();
        _isWaiting = true;
        return new ValueTask<bool>(this, _wait.Version);
    }

    private void SetTimer(int bundle, TimeSpan patience)
    {
        _bundle = bundle;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
            (_open, _isDue) = ((_time.GetTimestamp(), patience), patience == TimeSpan.Zero);
        if (patience > TimeSpan.Zero)
            _timer.Change(patience, Timeout.InfiniteTimeSpan);
    }

    private void OnSaid()
    {
        lock (_gate)
        {
            _isSaid = true;
            if (!_isWaiting)
                return;
            _isWaiting = false;
        }

        _wait.SetResult(true);
    }

    /// <summary>Ends a wait once a bundle: what is due already waits for the model alone.</summary>
    private void OnDue()
    {
        lock (_gate)
        {
            if (_isDue)
                return;
            var left = _open.Patience - _time.GetElapsedTime(_open.Since);
            if (left > Early)
            {
                // The timer of a bundle that filled in that moment.
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            _isDue = true;
            if (!_isWaiting)
                return;
            _isWaiting = false;
        }

        _wait.SetResult(false);
    }
}
