namespace Roundtable;

/// <summary>Shorter forms of what a store does.</summary>
public static class ConversationStoreExtensions
{
    /// <summary>Creates a conversation with the owner's next number, each time anew; null when there is no such user.</summary>
    public static async ValueTask<Conversation?> CreateConversationAsync(
        this IConversationStore store,
        UserId owner,
        ConversationFacts facts,
        CancellationToken cancellationToken
    ) => (await store.CreateConversationAsync(owner, facts, key: null, cancellationToken).ConfigureAwait(false))?.Conversation;

    /// <summary>Makes one bundle durable, then visible: <see cref="IConversationStore.AppendBundlesAsync"/> of one.</summary>
    public static ValueTask AppendBundleAsync(
        this IConversationStore store,
        Bundle bundle,
        CancellationToken cancellationToken
    ) => store.AppendBundlesAsync([bundle], cancellationToken);
}
