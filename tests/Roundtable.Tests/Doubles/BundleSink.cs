using System.Threading.Channels;

namespace Roundtable.Tests.Doubles;

/// <summary>The part of a store that a recorder writes to, in memory; it can be held up, and it can fail.</summary>
internal sealed class BundleSink : IConversationStore
{
    private readonly List<Bundle> _bundles = [];
    private readonly List<int> _appends = [];
    private readonly List<MessageEnd> _ends = [];
    private bool _isAppending;
    private readonly Channel<int> _arrived = Channel.CreateUnbounded<int>();

    public StorageUnavailableException? Trouble => null;

    public IReadOnlyList<Bundle> Bundles => _bundles;

    /// <summary>How many bundles became durable with each append.</summary>
    public IReadOnlyList<int> Appends => _appends;

    public IReadOnlyList<MessageEnd> Ends => _ends;

    /// <summary>Bundles that were durable when the first end was asked for; null before that.</summary>
    public int? BundlesAtEnd { get; private set; }

    public string Text => string.Concat(_bundles.Select(bundle => bundle.Tokens));

    /// <summary>What an append waits for before its bundles are durable.</summary>
    public Func<Task> Flush { get; set; } = () => Task.CompletedTask;

    public static MessageId Reply { get; } = MessageId.Parse("us01-co12-ms02");

    /// <summary>Waits until bundles of one more append are durable or the message has ended.</summary>
    public ValueTask<int> WrittenAsync(CancellationToken cancellationToken) => _arrived.Reader.ReadAsync(cancellationToken);

    public async ValueTask AppendBundlesAsync(IReadOnlyList<Bundle> bundles, CancellationToken cancellationToken)
    {
        if (_isAppending)
            throw new InvalidOperationException("Appends for one message come one after the other.");
        _isAppending = true;
        try
        {
            await Flush();
        }
        finally
        {
            _isAppending = false;
        }

        _bundles.AddRange(bundles);
        _appends.Add(bundles.Count);
        _arrived.Writer.TryWrite(_bundles.Count);
    }

    public async ValueTask<bool> EndMessageAsync(MessageId id, MessageEnd ending, CancellationToken cancellationToken)
    {
        BundlesAtEnd ??= _bundles.Count;
        await Flush();
        _ends.Add(ending);
        _arrived.Writer.TryWrite(_bundles.Count);
        return _ends.Count == 1;
    }

    public ValueTask<User> AddUserAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<User?> FindUserAsync(UserId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<User> ListUsersAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<CreatedConversation?> CreateConversationAsync(
        UserId owner,
        ConversationFacts facts,
        RequestKey? key,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<Conversation?> FindConversationAsync(ConversationId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<Conversation>> ListConversationsAsync(
        UserId owner,
        ConversationQuery query,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<Conversation?> ChangeConversationAsync(
        ConversationId id,
        ConversationFacts facts,
        UserId changedBy,
        int? revision,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<bool> DeleteConversationAsync(ConversationId id, UserId deletedBy, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<IReadOnlyList<ConversationChange>> ListChangesAsync(
        UserId owner,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask<ConversationChange?> FindChangeAsync(UserId owner, long atMost, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<Turn?> BeginTurnAsync(ConversationId id, NewTurn turn, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<MessageState?> FindMessageAsync(MessageId id, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<ChunkReading> ReadChunksAsync(MessageId id, int seqFrom, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<Turn?> ReplaceReplyAsync(
        MessageId replaced,
        NewReply reply,
        RequestKey? key,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
