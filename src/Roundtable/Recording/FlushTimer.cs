namespace Roundtable.Recording;

/// <summary>When open text is due to be shown though its bundle is not full: one timer a bundle, not one for each delta of it.</summary>
internal sealed class FlushTimer(TimeProvider time) : IDisposable
{
    private CancellationTokenSource _stop = new();
    private Task? _due;
    private int _bundle;

    /// <summary>Completes when a bundle has waited so long; asked again for the same one it is the same task.</summary>
    public Task For(int bundle, TimeSpan patience)
    {
        if (_due is not null && _bundle == bundle)
            return _due;
        if (_due is { IsCompleted: false })
            Stop();
        (_bundle, _due) = (bundle, Task.Delay(patience, time, _stop.Token));
        return _due;
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>The timer of a bundle that was filled in time is of no use to anybody.</summary>
    private void Stop()
    {
        _stop.Cancel();
        if (_stop.TryReset())
            return;
        _stop.Dispose();
        _stop = new CancellationTokenSource();
    }
}
