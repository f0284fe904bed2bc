namespace Roundtable.Following;

/// <summary>One listener's place at a bell.</summary>
internal sealed class BellListening(Bell bell, Action leave) : IDisposable
{
    private bool _disposed;

    /// <summary>With what it waits.</summary>
    public BellWaiter Waiter { get; } = new(bell);

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        leave();
    }
}
