namespace Roundtable.Edge.Opening;

/// <summary>Where the store comes from once it is open. Until then there is none, and a reason why.</summary>
public sealed class StoreGate
{
    private readonly TaskCompletionSource _opening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IConversationStore? _store;
    private volatile Exception? _failure;

    /// <summary>Whether the store is open, and every end of every message known.</summary>
    public bool IsOpen => _store is not null;

    /// <summary>Ends when the store is open, or could not be opened; never when the host stops before that.</summary>
    public Task Opening => _opening.Task;

    /// <summary>Why the store could not be opened; null when it was, or is still being opened.</summary>
    public Exception? Failure => _failure;

    /// <summary>The open store.</summary>
    /// <exception cref="StorageUnavailableException">It is not open.</exception>
    public IConversationStore Store => _store ?? throw new StorageUnavailableException(StorageFault.Unavailable, Reason);

    /// <summary>Why the open store cannot write at present; null when it can, or is not open.</summary>
    internal StorageUnavailableException? Trouble => _store?.Trouble;

    /// <summary>A sentence for callers who have to wait.</summary>
    internal string Reason =>
        _failure is null ? "The store is being opened and recovered; come back in a moment." : "The store could not be opened.";

    internal void Open(IConversationStore store)
    {
        _store = store;
        _opening.TrySetResult();
    }

    internal void Fail(Exception failure)
    {
        _failure = failure;
        _opening.TrySetResult();
    }
}
