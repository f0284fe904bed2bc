using System.Diagnostics.Metrics;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Contract;

/// <summary>What every contract class has: a provider's store with one user and one conversation.</summary>
public abstract class ConversationStoreContract<TStorage, TStore> : IAsyncLifetime
    where TStorage : StorageUnderTest<TStore>, new()
    where TStore : IConversationStore
{
    private readonly TStorage _storage = new();

    private protected IConversationStore Store { get; private set; } = null!;

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected Meter Meter => _storage.Meter;

    private protected User User { get; private set; } = null!;

    private protected ConversationId Conversation { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        Store = await _storage.OpenAsync();
        User = await Store.AddUserAsync("Ada", Cancellation);
        Conversation = (await CreateAsync("First")).Id;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await _storage.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await _storage.OpenAsync();
    }

    private protected async Task<Conversation> CreateAsync(string title, UserId? owner = null) =>
        (await Store.CreateConversationAsync(owner ?? User.Id, new ConversationFacts { Title = title }, Cancellation))!;

    private protected async Task<Conversation> FindAsync(ConversationId? id = null) =>
        (await Store.FindConversationAsync(id ?? Conversation, Cancellation))!;

    private protected NewTurn Question(int agents = 1, MessageId? replyTo = null, string content = "Why?") =>
        new()
        {
            AuthorId = User.Id,
            Content = content,
            TokenCount = content.Length,
            ReplyTo = replyTo,
            Replies = [.. Enumerable.Range(1, agents).Select(agent => new NewReply($"agent-{agent}", "m", RoutedBy.Mention))],
        };

    private protected async Task<Turn> AskAsync(int agents = 1, ConversationId? id = null) =>
        (await Store.BeginTurnAsync(id ?? Conversation, Question(agents), Cancellation))!;

    private protected async Task<MessageId> OpenReplyAsync() => (await AskAsync()).Replies[0];

    private protected ValueTask AppendAsync(MessageId reply, string text, int offset, int seq = 1, bool closes = false) =>
        Store.AppendBundleAsync(Bundles.Of(reply, text, offset, seq, closes), Cancellation);

    private protected ValueTask<bool> EndAsync(MessageId reply, FinishReason reason = FinishReason.Stop) =>
        Store.EndMessageAsync(reply, new MessageEnd(reason), Cancellation);

    private protected async Task<IReadOnlyList<ChunkReading>> ChunksAsync(MessageId id, int seqFrom = 0) =>
        await Store.ReadChunksAsync(id, seqFrom, Cancellation).ToListAsync(Cancellation);

    private protected async Task<string> TextAsync(MessageId id) =>
        string.Concat((await ChunksAsync(id)).Select(reading => reading.Chunk!.Tokens));
}
