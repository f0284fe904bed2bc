namespace Roundtable.Moving;

/// <summary>A store that is moved or copied from. It is not changed, except that one that nobody serves is recovered as by <c>serve</c>.</summary>
public interface IStoreSource : IAsyncDisposable
{
    /// <summary>
    /// Whether another process serves the store. Else the source holds the store's lock until it is disposed of, and no
    /// message in it is open.
    /// </summary>
    bool IsServed { get; }

    /// <summary>What it holds.</summary>
    IStoreContent Content { get; }
}
