using Roundtable.Cursors;

namespace Roundtable.Bench.Stores;

/// <summary>The baseline: takes everything and keeps nothing.</summary>
internal sealed class NothingStore : IConversationStore
{
    private static readonly ConversationId Only = new(new UserId(1), 1);

    private static readonly Conversation Empty = new Conversation
    {
        Id = Only,
        Title = "",
        Participants = [],
        Metadata = new Dictionary<string, string>(),
        Archived = false,
        Revision = 1,
        CreatedAt = default,
        UpdatedAt = default,
        MessageCount = 0,
        Open = [],
        Tag = 0,
        Change = 1,
        Position = 0,
    };

    public StorageUnavailableException? Trouble => null;

    public ValueTask<User> AddUserAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            new User
            {
                Id = new UserId(1),
                Name = name,
                Revision = 1,
                CreatedAt = default,
            }
        );

    public ValueTask<User?> FindUserAsync(UserId id, CancellationToken cancellationToken) => ValueTask.FromResult<User?>(null);

    public IAsyncEnumerable<User> ListUsersAsync(CancellationToken cancellationToken) => AsyncEnumerable.Empty<User>();

    public ValueTask<CreatedConversation?> CreateConversationAsync(
        UserId owner,
        ConversationFacts facts,
        RequestKey? key,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<CreatedConversation?>(new(Empty, ConversationCursor.Of(Empty), IsReplayed: false));

    public ValueTask<Conversation?> FindConversationAsync(ConversationId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Conversation?>(null);

    public ValueTask<IReadOnlyList<Conversation>> ListConversationsAsync(
        UserId owner,
        ConversationQuery query,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<IReadOnlyList<Conversation>>([]);

    public ValueTask<Conversation?> ChangeConversationAsync(
        ConversationId id,
        ConversationFacts facts,
        UserId changedBy,
        int? revision,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<Conversation?>(null);

    public ValueTask<bool> DeleteConversationAsync(ConversationId id, UserId deletedBy, CancellationToken cancellationToken) =>
        ValueTask.FromResult(false);

    public ValueTask<IReadOnlyList<ConversationChange>> ListChangesAsync(
        UserId owner,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<IReadOnlyList<ConversationChange>>([]);

    public ValueTask<ConversationChange?> FindChangeAsync(UserId owner, long atMost, CancellationToken cancellationToken) =>
        ValueTask.FromResult<ConversationChange?>(null);

    public ValueTask<Turn?> BeginTurnAsync(ConversationId id, NewTurn turn, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Turn?>(new Turn(Empty, null!, [.. turn.Replies.Select((_, i) => new MessageId(Only, i + 1))]));

    public ValueTask AppendBundlesAsync(IReadOnlyList<Bundle> bundles, CancellationToken cancellationToken) =>
        ValueTask.CompletedTask;

    public ValueTask<bool> EndMessageAsync(MessageId id, MessageEnd ending, CancellationToken cancellationToken) =>
        ValueTask.FromResult(true);

    public ValueTask<MessageState?> FindMessageAsync(MessageId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult<MessageState?>(null);

    public IAsyncEnumerable<ChunkReading> ReadChunksAsync(MessageId id, int seqFrom, CancellationToken cancellationToken) =>
        AsyncEnumerable.Empty<ChunkReading>();

    public ValueTask<Turn?> ReplaceReplyAsync(
        MessageId replaced,
        NewReply reply,
        RequestKey? key,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult<Turn?>(null);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
