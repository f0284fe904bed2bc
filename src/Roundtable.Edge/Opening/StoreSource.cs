namespace Roundtable.Edge.Opening;

/// <summary>Opens the store, in the background, while the server listens already.</summary>
/// <param name="OpenAsync">Recovers what has to be; complete when the store can be used.</param>
internal sealed record StoreSource(Func<IServiceProvider, CancellationToken, Task<IConversationStore>> OpenAsync);
