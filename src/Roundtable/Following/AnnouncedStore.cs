namespace Roundtable.Following;

/// <summary>A store that tells followers of everything as soon as it is durable, whoever asked for it.</summary>
public sealed class AnnouncedStore(IConversationStore store, Announcer announcer) : IConversationStore
{
    /// <inheritdoc/>
    public StorageUnavailableException? Trouble => store.Trouble;

    /// <inheritdoc/>
    public ValueTask<User> AddUserAsync(string name, CancellationToken cancellationToken) =>
        store.AddUserAsync(name, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<User?> FindUserAsync(UserId id, CancellationToken cancellationToken) =>
        store.FindUserAsync(id, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<User> ListUsersAsync(CancellationToken cancellationToken) => store.ListUsersAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<CreatedConversation?> CreateConversationAsync(
        UserId owner,
        ConversationFacts facts,
        RequestKey? key,
        CancellationToken cancellationToken
    )
    {
        var created = await store.CreateConversationAsync(owner, facts, key, cancellationToken).ConfigureAwait(false);
        Announce(created?.Conversation);
        return created;
    }

    /// <inheritdoc/>
    public ValueTask<Conversation?> FindConversationAsync(ConversationId id, CancellationToken cancellationToken) =>
        store.FindConversationAsync(id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Conversation>> ListConversationsAsync(
        UserId owner,
        ConversationQuery query,
        CancellationToken cancellationToken
    ) => store.ListConversationsAsync(owner, query, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Conversation?> ChangeConversationAsync(
        ConversationId id,
        ConversationFacts facts,
        UserId changedBy,
        int? revision,
        CancellationToken cancellationToken
    )
    {
        var changed = await store
            .ChangeConversationAsync(id, facts, changedBy, revision, cancellationToken)
            .ConfigureAwait(false);
        Announce(changed);
        return changed;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteConversationAsync(ConversationId id, UserId deletedBy, CancellationToken cancellationToken)
    {
        var isFirst = await store.DeleteConversationAsync(id, deletedBy, cancellationToken).ConfigureAwait(false);
        announcer.AnnounceDeletion(id);
        return isFirst;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConversationChange>> ListChangesAsync(
        UserId owner,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) => store.ListChangesAsync(owner, after, limit, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Turn?> BeginTurnAsync(ConversationId id, NewTurn turn, CancellationToken cancellationToken)
    {
        var begun = await store.BeginTurnAsync(id, turn, cancellationToken).ConfigureAwait(false);
        Announce(begun?.Conversation);
        return begun;
    }

    /// <inheritdoc/>
    public async ValueTask<Turn?> ReplaceReplyAsync(
        MessageId replaced,
        NewReply reply,
        RequestKey? key,
        CancellationToken cancellationToken
    )
    {
        var begun = await store.ReplaceReplyAsync(replaced, reply, key, cancellationToken).ConfigureAwait(false);
        Announce(begun?.Conversation);
        return begun;
    }

    /// <inheritdoc/>
    public async ValueTask AppendBundleAsync(Bundle bundle, CancellationToken cancellationToken)
    {
        await store.AppendBundleAsync(bundle, cancellationToken).ConfigureAwait(false);
        announcer.Announce(bundle);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> EndMessageAsync(MessageId id, MessageEnd ending, CancellationToken cancellationToken)
    {
        var isFirst = await store.EndMessageAsync(id, ending, cancellationToken).ConfigureAwait(false);
        announcer.AnnounceEnd(id);
        return isFirst;
    }

    /// <inheritdoc/>
    public ValueTask<MessageState?> FindMessageAsync(MessageId id, CancellationToken cancellationToken) =>
        store.FindMessageAsync(id, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChunkReading> ReadChunksAsync(MessageId id, int seqFrom, CancellationToken cancellationToken) =>
        store.ReadChunksAsync(id, seqFrom, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();

    private void Announce(Conversation? changed)
    {
        if (changed is not null)
            announcer.AnnounceChange(changed.Id);
    }
}
