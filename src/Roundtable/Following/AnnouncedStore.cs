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
    public ValueTask<CreatedConversation?> CreateConversationAsync(
        UserId owner,
        ConversationFacts facts,
        RequestKey? key,
        CancellationToken cancellationToken
    ) => Whole(CreateAsync(owner, facts, key), cancellationToken);

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
    public ValueTask<Conversation?> ChangeConversationAsync(
        ConversationId id,
        ConversationFacts facts,
        UserId changedBy,
        int? revision,
        CancellationToken cancellationToken
    ) => Whole(ChangeAsync(id, facts, changedBy, revision), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DeleteConversationAsync(ConversationId id, UserId deletedBy, CancellationToken cancellationToken) =>
        Whole(DeleteAsync(id, deletedBy), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConversationChange>> ListChangesAsync(
        UserId owner,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) => store.ListChangesAsync(owner, after, limit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ConversationChange?> FindChangeAsync(UserId owner, long atMost, CancellationToken cancellationToken) =>
        store.FindChangeAsync(owner, atMost, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Turn?> BeginTurnAsync(ConversationId id, NewTurn turn, CancellationToken cancellationToken) =>
        Whole(BeginAsync(id, turn), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<Turn?> ReplaceReplyAsync(
        MessageId replaced,
        NewReply reply,
        RequestKey? key,
        CancellationToken cancellationToken
    ) => Whole(ReplaceAsync(replaced, reply, key), cancellationToken);

    /// <inheritdoc/>
    public ValueTask AppendBundlesAsync(IReadOnlyList<Bundle> bundles, CancellationToken cancellationToken)
    {
        var announced = AppendAsync(bundles);
        return cancellationToken.CanBeCanceled ? new(announced.AsTask().WaitAsync(cancellationToken)) : announced;
    }

    /// <inheritdoc/>
    public ValueTask<bool> EndMessageAsync(MessageId id, MessageEnd ending, CancellationToken cancellationToken) =>
        Whole(EndAsync(id, ending), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<MessageState?> FindMessageAsync(MessageId id, CancellationToken cancellationToken) =>
        store.FindMessageAsync(id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageState?>> FindMessagesAsync(
        ConversationId id,
        IReadOnlyList<int> numbers,
        CancellationToken cancellationToken
    ) => store.FindMessagesAsync(id, numbers, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChunkReading> ReadChunksAsync(MessageId id, int seqFrom, CancellationToken cancellationToken) =>
        store.ReadChunksAsync(id, seqFrom, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WholeMessage?> ReadWholeAsync(MessageId id, CancellationToken cancellationToken) =>
        store.ReadWholeAsync(id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => store.DisposeAsync();

    /// <summary>Whoever stops waiting stops neither the write nor its announcement.</summary>
    private static ValueTask<T> Whole<T>(ValueTask<T> announced, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? new(announced.AsTask().WaitAsync(cancellationToken)) : announced;

    private async ValueTask<CreatedConversation?> CreateAsync(UserId owner, ConversationFacts facts, RequestKey? key)
    {
        var created = await store.CreateConversationAsync(owner, facts, key, CancellationToken.None).ConfigureAwait(false);
        Announce(created?.Conversation);
        return created;
    }

    private async ValueTask<Conversation?> ChangeAsync(
        ConversationId id,
        ConversationFacts facts,
        UserId changedBy,
        int? revision
    )
    {
        var changed = await store
            .ChangeConversationAsync(id, facts, changedBy, revision, CancellationToken.None)
            .ConfigureAwait(false);
        Announce(changed);
        return changed;
    }

    private async ValueTask<bool> DeleteAsync(ConversationId id, UserId deletedBy)
    {
        var isFirst = await store.DeleteConversationAsync(id, deletedBy, CancellationToken.None).ConfigureAwait(false);
        announcer.AnnounceDeletion(id);
        return isFirst;
    }

    private async ValueTask<Turn?> BeginAsync(ConversationId id, NewTurn turn)
    {
        var begun = await store.BeginTurnAsync(id, turn, CancellationToken.None).ConfigureAwait(false);
        Announce(begun?.Conversation);
        return begun;
    }

    private async ValueTask<Turn?> ReplaceAsync(MessageId replaced, NewReply reply, RequestKey? key)
    {
        var begun = await store.ReplaceReplyAsync(replaced, reply, key, CancellationToken.None).ConfigureAwait(false);
        Announce(begun?.Conversation);
        return begun;
    }

    private async ValueTask<bool> EndAsync(MessageId id, MessageEnd ending)
    {
        var isFirst = await store.EndMessageAsync(id, ending, CancellationToken.None).ConfigureAwait(false);
        announcer.AnnounceEnd(id);
        return isFirst;
    }

    private async ValueTask AppendAsync(IReadOnlyList<Bundle> bundles)
    {
        await store.AppendBundlesAsync(bundles, CancellationToken.None).ConfigureAwait(false);
        announcer.Announce(bundles);
    }

    private void Announce(Conversation? changed)
    {
        if (changed is not null)
            announcer.AnnounceChange(changed.Id);
    }
}
