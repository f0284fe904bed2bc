using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Roundtable.Sqlite.Checkpointing;
using Roundtable.Sqlite.Engine;
using Roundtable.Sqlite.Reading;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Writing;
using Roundtable.Sqlite.Writing.Requests;
using Roundtable.Stored;

namespace Roundtable.Sqlite;

/// <summary>
/// Keeps conversations in one SQLite file that any SQL shell can read. Everything is committed, durable, and only then
/// visible. One process owns the file for as long as the store is open; others may read it meanwhile.
/// </summary>
public sealed partial class SqliteStore : IConversationStore
{
    private readonly (Database Database, IDisposable Lock) _owned;
    private readonly ReadPool _pool;
    private readonly LogCopier _log;
    private readonly Writer _writer;
    private readonly ChunkReader _chunks;
    private readonly StoreMetrics _metrics;
    private bool _disposed;

    internal SqliteStore(
        (string Path, Durability Durability) file,
        (Database Database, IDisposable Lock) owned,
        (StoreMetrics Metrics, ILogger Logger) watch,
        TimeProvider time
    )
    {
        (_owned, _metrics) = (owned, watch.Metrics);
        _pool = new ReadPool(file.Path);
        _chunks = new ChunkReader(_pool, watch.Logger);
        _log = new LogCopier(file.Path, file.Durability, watch.Metrics, watch.Logger);
        _writer = new Writer(new WriteTransaction(owned.Database, time), _log, watch.Metrics, watch.Logger);
    }

    /// <inheritdoc/>
    public StorageUnavailableException? Trouble => _writer.Trouble;

    /// <summary>
    /// Opens the file, and creates it when absent: every message without an end is ended
    /// <see cref="FinishReason.Interrupted"/> with what had been shown.
    /// </summary>
    /// <exception cref="StoreInUseException">Another process owns the file.</exception>
    /// <exception cref="InvalidDataException">It is not ours, or newer than this program.</exception>
    public static Task<SqliteStore> OpenAsync(
        SqliteStoreOptions options,
        Meter meter,
        TimeProvider time,
        ILogger<SqliteStore> logger,
        CancellationToken cancellationToken
    ) => SqliteStoreOpening.OpenAsync(options, (new StoreMetrics(meter), logger), time, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<User> AddUserAsync(string name, CancellationToken cancellationToken)
    {
        KeyRing.RequireName(name);
        var request = new AddUser(name);
        await _writer.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Result;
    }

    /// <inheritdoc/>
    public ValueTask<User?> FindUserAsync(UserId id, CancellationToken cancellationToken) =>
        _pool.ReadAsync(database => UserTable.Find(database, id, out _), cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<User> ListUsersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int PageMax = 100;
        for (var last = 0; ; )
        {
            var after = last;
            var (ids, page) = await _pool
                .ReadAsync(
                    database =>
                    {
                        var ids = UserTable.Ids(database, after, PageMax);
                        // A damaged index may have lost whom another one has.
                        return (ids, ids.Select(id => UserTable.Find(database, id, out _)).OfType<User>().ToList());
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
            foreach (var user in page)
                yield return user;
            if (ids.Count == 0)
                yield break;
            last = ids[^1].Number;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<CreatedConversation?> CreateConversationAsync(
        UserId owner,
        ConversationFacts facts,
        RequestKey? key,
        CancellationToken cancellationToken
    )
    {
        facts.Require();
        var request = new CreateConversation(owner, facts, key);
        await _writer.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Result;
    }

    /// <inheritdoc/>
    public ValueTask<Conversation?> FindConversationAsync(ConversationId id, CancellationToken cancellationToken) =>
        _pool.ReadAsync(database => ConversationReader.Find(database, id), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Conversation>> ListConversationsAsync(
        UserId owner,
        ConversationQuery query,
        CancellationToken cancellationToken
    ) => _pool.ReadAsync(database => ConversationReader.List(database, owner, query), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Conversation?> ChangeConversationAsync(
        ConversationId id,
        ConversationFacts facts,
        UserId changedBy,
        int? revision,
        CancellationToken cancellationToken
    )
    {
        facts.Require();
        var request = new ChangeConversation(id, facts, changedBy, revision);
        await _writer.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Result;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteConversationAsync(ConversationId id, UserId deletedBy, CancellationToken cancellationToken)
    {
        var request = new DeleteConversation(id, deletedBy);
        await _writer.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return request.IsFirst;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConversationChange>> ListChangesAsync(
        UserId owner,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) => _pool.ReadAsync(database => ConversationReader.ListChanges(database, owner, after, limit), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ConversationChange?> FindChangeAsync(UserId owner, long atMost, CancellationToken cancellationToken) =>
        _pool.ReadAsync(database => ConversationReader.FindChange(database, owner, atMost), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<Turn?> BeginTurnAsync(ConversationId id, NewTurn turn, CancellationToken cancellationToken)
    {
        WholeCodePoints.Require(turn.Content);
        var request = new BeginTurn(id, turn);
        await _writer.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Result;
    }

    /// <inheritdoc/>
    public async ValueTask<Turn?> ReplaceReplyAsync(
        MessageId replaced,
        NewReply reply,
        RequestKey? key,
        CancellationToken cancellationToken
    )
    {
        if (await FindMessageAsync(replaced, cancellationToken).ConfigureAwait(false) is not { } state)
            return null;
        var opening = await _chunks
            .ReadAsync(replaced, seqFrom: 0, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken)
            .ConfigureAwait(false);
        if (ReplacedReply.QuestionOf(replaced, state.Role, opening) is not { } question)
            return null;
        var request = new ReplaceReply(replaced, question, reply, key);
        await _writer.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Result;
    }

    /// <inheritdoc/>
    public async ValueTask AppendBundlesAsync(IReadOnlyList<Bundle> bundles, CancellationToken cancellationToken)
    {
        foreach (var bundle in bundles)
            WholeCodePoints.Require(bundle.Tokens);
        await _writer.WriteAsync(new AppendBundles(bundles), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> EndMessageAsync(MessageId id, MessageEnd ending, CancellationToken cancellationToken)
    {
        var request = new EndMessage(id, ending);
        await _writer.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return request.IsFirst;
    }

    /// <inheritdoc/>
    public ValueTask<MessageState?> FindMessageAsync(MessageId id, CancellationToken cancellationToken) =>
        _pool.ReadAsync(database => MessageLook.At(database, id)?.State, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MessageState?>> FindMessagesAsync(
        ConversationId id,
        IReadOnlyList<int> numbers,
        CancellationToken cancellationToken
    ) => _pool.ReadAsync(database => MessageLook.StatesOf(database, id, numbers), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<ChunkReading> ReadChunksAsync(MessageId id, int seqFrom, CancellationToken cancellationToken) =>
        _chunks.ReadAsync(id, seqFrom, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<WholeMessage?> ReadWholeAsync(MessageId id, CancellationToken cancellationToken) =>
        _chunks.ReadWholeAsync(id, cancellationToken);

    /// <summary>Ends what is still open <see cref="FinishReason.Interrupted"/>, empties the log into the file and lets it go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            if (Trouble is null)
                await InterruptOpenRepliesAsync(null).ConfigureAwait(false);
        }
        catch (StorageUnavailableException)
        {
            // What cannot be ended now is ended by the next start; the writer has told why.
        }

        _pool.Dispose();
        await Task.Run(_writer.Dispose).ConfigureAwait(false);
        await Task.Run(_log.Dispose).ConfigureAwait(false);
        _owned.Database.Dispose();
        _owned.Lock.Dispose();
    }

    /// <summary>Whether a search may ask the index: not while it is made anew.</summary>
    internal bool IsIndexed => _writer.IsIndexed;

    /// <summary>What a read of a moment finds; for searching.</summary>
    internal ValueTask<T> ReadAsync<T>(Func<Database, T> read, CancellationToken cancellationToken) =>
        _pool.ReadAsync(read, cancellationToken);

    internal async Task InterruptOpenRepliesAsync(ILogger? logger)
    {
        var open = new FindOpenReplies();
        await _writer.WriteAsync(open, CancellationToken.None).ConfigureAwait(false);
        var isEnded = await Task.WhenAll(open.Ids.Select(InterruptAsync)).ConfigureAwait(false);
        if (logger is null)
            return;
        var count = isEnded.Count(isFirst => isFirst);
        _metrics.AddInterrupted(count);
        if (count > 0)
            LogInterrupted(logger, count);
        if (count < isEnded.Length)
            LogNotEnded(logger, isEnded.Length - count);
    }

    /// <summary>One above a damaged part of the file stays as it is, and keeps nobody from opening the rest.</summary>
    private async Task<bool> InterruptAsync(MessageId id)
    {
        try
        {
            var ending = new MessageEnd(FinishReason.Interrupted);
            return await EndMessageAsync(id, ending, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageUnavailableException refusal) when (Trouble is null && IsOfTheReply(refusal))
        {
            return false;
        }
    }

    private static bool IsOfTheReply(StorageUnavailableException refusal) =>
        refusal.InnerException is null or SqliteFailure { IsDamage: true };

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "{Count} replies that were open could not be ended, over damage: stop the server and run repair."
    )]
    private static partial void LogNotEnded(ILogger logger, int count);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} replies were open when the process before this one died; they are ended as interrupted."
    )]
    private static partial void LogInterrupted(ILogger logger, int count);
}
