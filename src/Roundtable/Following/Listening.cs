namespace Roundtable.Following;

/// <summary>One follower's place at a live message.</summary>
internal sealed class Listening(Announcer announcer, LiveMessage live) : IDisposable
{
    private bool _disposed;

    public LiveMessage Live => live;

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        announcer.Leave(live);
    }
}
