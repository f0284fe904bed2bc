using System.Diagnostics.Metrics;

namespace Roundtable.Tests.Contract;

/// <summary>Where a provider keeps what the contract stores; it can be closed and opened again.</summary>
/// <typeparam name="TStore">The store it opens.</typeparam>
public abstract class StorageUnderTest<TStore> : IAsyncDisposable
    where TStore : IConversationStore
{
    /// <summary>What the store counts with.</summary>
    public abstract Meter Meter { get; }

    /// <summary>Opens the store on what is there.</summary>
    public abstract Task<TStore> OpenAsync();

    /// <summary>Removes what is there, and judges it first.</summary>
    public abstract ValueTask DisposeAsync();
}
