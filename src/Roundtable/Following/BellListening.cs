namespace Roundtable.Following;

/// <summary>One listener's place at a bell.</summary>
internal sealed class BellListening(Bell bell, Action leave) : IDisposable
{
    private bool _disposed;

    /// <summary>Completes when the bell rings next after this call.</summary>
    public Task Next => bell.Next;

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        leave();
    }
}
