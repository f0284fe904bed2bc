namespace Roundtable.Following;

/// <summary>One follower's place at a live message.</summary>
internal sealed class Listening(Announcer announcer, LiveMessage live) : IDisposable
{
    private bool _disposed;

    public LiveMessage Live => live;

    /// <summary>With what it waits.</summary>
    public BellWaiter Waiter { get; } = new(live.Bell);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        announcer.Leave(live);
    }
}
