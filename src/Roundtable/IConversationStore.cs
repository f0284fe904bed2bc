namespace Roundtable;

/// <summary>
/// The narrow waist: what a store does. Bundling, reconstruction, following, agents and HTTP are written once above it.
/// What a completed task reports is durable at the store's durability, and only then visible to any read.
/// </summary>
/// <remarks>
/// Every writing member throws <see cref="StorageUnavailableException"/> when storage cannot write; nothing is half done
/// then. A text with a lone surrogate, or facts beyond the bounds of <see cref="ConversationFacts"/>, are an
/// <see cref="ArgumentException"/>. Cancelling stops the waiting, never a write.
/// Absent is a value: null, or an empty sequence.
/// </remarks>
public interface IConversationStore : IAsyncDisposable
{
    /// <summary>Why writing is refused at present; null while it works. Reads go on either way.</summary>
    StorageUnavailableException? Trouble { get; }

    /// <summary>Adds a user with the next free number.</summary>
    /// <param name="name">1 to <see cref="User.NameLengthMax"/> code units.</param>
    ValueTask<User> AddUserAsync(string name, CancellationToken cancellationToken);

    /// <summary>The user, or null.</summary>
    ValueTask<User?> FindUserAsync(UserId id, CancellationToken cancellationToken);

    /// <summary>All users, by number.</summary>
    IAsyncEnumerable<User> ListUsersAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Creates a conversation with the owner's next number; null when there is no such user, or when what the key's first
    /// request created has been deleted.
    /// </summary>
    /// <param name="key">Null: each time anew.</param>
    /// <exception cref="RequestKeyConflictException">The key was used for another request.</exception>
    ValueTask<CreatedConversation?> CreateConversationAsync(
        UserId owner,
        ConversationFacts facts,
        RequestKey? key,
        CancellationToken cancellationToken
    );

    /// <summary>The conversation as of now, or null.</summary>
    ValueTask<Conversation?> FindConversationAsync(ConversationId id, CancellationToken cancellationToken);

    /// <summary>A page of the owner's conversations, highest change first.</summary>
    ValueTask<IReadOnlyList<Conversation>> ListConversationsAsync(
        UserId owner,
        ConversationQuery query,
        CancellationToken cancellationToken
    );

    /// <summary>Records new facts as the next revision; null when there is no such conversation.</summary>
    /// <param name="changedBy">Who says so; kept with the revision.</param>
    /// <param name="revision">The revision the change is based on; null: whatever it is.</param>
    /// <exception cref="RevisionConflictException">Another revision came first.</exception>
    ValueTask<Conversation?> ChangeConversationAsync(
        ConversationId id,
        ConversationFacts facts,
        UserId changedBy,
        int? revision,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Deletes a conversation with all that is in it; false when there is none. From then on no read finds it, its open
    /// replies have ended, and its number is never given out again. Its text leaves the storage soon after.
    /// </summary>
    /// <param name="deletedBy">Who says so; kept with the tombstone.</param>
    ValueTask<bool> DeleteConversationAsync(ConversationId id, UserId deletedBy, CancellationToken cancellationToken);

    /// <summary>
    /// What has changed in the owner's list since a change number: each conversation once, as it is now, in the order of
    /// its last change; the deleted ones among them.
    /// </summary>
    /// <param name="after">The highest change number that the caller knows; 0: none.</param>
    /// <param name="limit">At most so many.</param>
    ValueTask<IReadOnlyList<ConversationChange>> ListChangesAsync(
        UserId owner,
        long after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>The newest of the owner's changes with a number not above this one; null when there is none.</summary>
    ValueTask<ConversationChange?> FindChangeAsync(UserId owner, long atMost, CancellationToken cancellationToken);

    /// <summary>Stores a user's message and opens its replies in one step; null when there is no such conversation.</summary>
    /// <exception cref="TooManyRepliesException">More than 64 replies would be open in the conversation.</exception>
    /// <exception cref="ArgumentException">The message it answers is not in the conversation.</exception>
    /// <exception cref="RequestKeyConflictException">The turn's key was used for another request.</exception>
    ValueTask<Turn?> BeginTurnAsync(ConversationId id, NewTurn turn, CancellationToken cancellationToken);

    /// <summary>Opens a reply that replaces another one, which stays as it is; null when there is no such message.</summary>
    /// <param name="key">Null: each time anew.</param>
    /// <returns>The turn of the message that both answer, with the one new reply.</returns>
    /// <exception cref="MessageOpenException">The reply to be replaced is still being written.</exception>
    /// <exception cref="TooManyRepliesException">More than 64 replies would be open in the conversation.</exception>
    /// <exception cref="ArgumentException">It is a user's message, or it is not known what it answers.</exception>
    /// <exception cref="RequestKeyConflictException">The key was used for another request.</exception>
    ValueTask<Turn?> ReplaceReplyAsync(MessageId replaced, NewReply reply, RequestKey? key, CancellationToken cancellationToken);

    /// <summary>
    /// Makes bundles of one message durable, all of them or none, then visible. Calls for one message come one after the
    /// other. A crash before the task completes may leave a beginning of them.
    /// </summary>
    /// <param name="bundles">At least one, each continuing the one before; the list does not change any more.</param>
    /// <exception cref="MessageNotOpenException">The message has ended, or does not exist any more.</exception>
    /// <exception cref="InvalidOperationException">A bundle does not continue the message.</exception>
    ValueTask AppendBundlesAsync(IReadOnlyList<Bundle> bundles, CancellationToken cancellationToken);

    /// <summary>Ends a message; false when it had ended before, and the first end stays.</summary>
    ValueTask<bool> EndMessageAsync(MessageId id, MessageEnd ending, CancellationToken cancellationToken);

    /// <summary>What is known of a message without reading its text, or null.</summary>
    ValueTask<MessageState?> FindMessageAsync(MessageId id, CancellationToken cancellationToken);

    /// <summary>The same of some messages of a conversation, one for each number and in their order.</summary>
    /// <remarks>A store that looks into a file each time looks once for all of them.</remarks>
    async ValueTask<IReadOnlyList<MessageState?>> FindMessagesAsync(
        ConversationId id,
        IReadOnlyList<int> numbers,
        CancellationToken cancellationToken
    )
    {
        var states = new MessageState?[numbers.Count];
        for (var i = 0; i < states.Length; i++)
            states[i] = await FindMessageAsync(new MessageId(id, numbers[i]), cancellationToken).ConfigureAwait(false);
        return states;
    }

    /// <summary>
    /// The message's chunks by sequence, from <paramref name="seqFrom"/> (0 is the opening) to the last one known when the
    /// reading began, the open one included. A chunk that is missing or unsound is a value among them.
    /// </summary>
    IAsyncEnumerable<ChunkReading> ReadChunksAsync(MessageId id, int seqFrom, CancellationToken cancellationToken);

    /// <summary>
    /// A message that has ended, in one piece, where the store keeps it so and every byte of it is sound. Null promises
    /// nothing: its chunks tell what it is.
    /// </summary>
    ValueTask<WholeMessage?> ReadWholeAsync(MessageId id, CancellationToken cancellationToken) => default;
}
