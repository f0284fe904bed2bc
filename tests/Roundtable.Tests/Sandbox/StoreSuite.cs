namespace Roundtable.Tests.Sandbox;

/// <summary>Tests that every store has to pass above the contract: through the executable, or over HTTP.</summary>
/// <typeparam name="TSandbox">Where the store is.</typeparam>
public abstract class StoreSuite<TSandbox> : IAsyncDisposable
    where TSandbox : IStoreSandbox, new()
{
    private protected TSandbox Sandbox { get; } = new();

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        Sandbox.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
