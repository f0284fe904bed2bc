using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Recovery;
using Roundtable.Files.Requests;
using Roundtable.Files.Sealing;

namespace Roundtable.Files;

/// <summary>
/// Keeps conversations in plain JSON files that anybody can read. Everything goes through a journal first: it is durable,
/// then visible, then in files. One process owns the folder for as long as the store is open.
/// </summary>
public sealed partial class FileStore : IConversationStore
{
    private readonly IDisposable _lock;
    private readonly FilePublisher _files;
    private readonly Journal _journal;
    private readonly StoreIndex _index;
    private readonly UserFolder _users;
    private readonly ChunkReader _chunks;
    private readonly TurnReader _turns;
    private readonly Sealer _sealer;
    private readonly TimeProvider _time;
    private bool _disposed;

    internal FileStore(JournalSetup setup, TimeProvider time, IDisposable folderLock)
    {
        (_time, _lock) = (time, folderLock);
        _users = new UserFolder(setup.Folder, time, setup.Disk);
        _files = new FilePublisher(setup);
        var settlement = new FileSettlement(setup, _files, setup.Logger);
        var replay = new JournalReplay(setup, settlement, setup.Logger);
        replay.Run();
        var loader = new IndexLoader(setup, replay.Live, time);
        _index = loader.Load();
        foreach (var user in _index.Users.Where(user => _users.IsDamaged(user.Id)))
            LogProfileDamaged(setup.Logger, user.Id);
        foreach (var removal in loader.Deleted)
            _files.Deleted.Add(removal);
        _files.Deleted.Remove();
        _files.Start();
        _journal = new Journal(setup, _files, _index, replay);
        _chunks = new ChunkReader(_index, _files, setup.Logger);
        _turns = new TurnReader(_index, _chunks);
        _sealer = new Sealer(setup, _files, _index, time);
        _sealer.Sweep(loader.Leftovers);
        _sealer.Start();
        setup.Metrics.AddRecovery(settlement.FilesWritten, replay.Live.Count);
    }

    /// <inheritdoc/>
    public StorageUnavailableException? Trouble => _journal.Trouble;

    /// <summary>
    /// Opens the folder, and creates it when absent: what the journal holds gets into files, and every message without an
    /// end is ended <see cref="FinishReason.Interrupted"/> with what had been shown.
    /// </summary>
    /// <exception cref="StoreInUseException">Another process owns the folder.</exception>
    public static Task<FileStore> OpenAsync(
        FileStoreOptions options,
        Meter meter,
        TimeProvider time,
        ILogger<FileStore> logger,
        CancellationToken cancellationToken
    ) =>
        FileStoreOpening.OpenCheckedAsync(
            new JournalSetup(options, new LinuxDisk(), new FileStoreMetrics(meter), logger),
            time,
            cancellationToken
        );

    /// <summary>For tests that decide which thread does the next step.</summary>
    internal (Journal Journal, FilePublisher Files, Sealer Sealer) Machinery => (_journal, _files, _sealer);

    /// <inheritdoc/>
    public ValueTask<User> AddUserAsync(string name, CancellationToken cancellationToken) =>
        new(Task.Run(() => OfDisk(() => _users.Add(name)), cancellationToken));

    /// <inheritdoc/>
    public ValueTask<User?> FindUserAsync(UserId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(OfDisk(() => _users.Find(id)));

    /// <inheritdoc/>
    public IAsyncEnumerable<User> ListUsersAsync(CancellationToken cancellationToken) =>
        OfDisk(() => _users.List().ToList()).ToAsyncEnumerable();

    /// <inheritdoc/>
    public async ValueTask<CreatedConversation?> CreateConversationAsync(
        UserId owner,
        ConversationFacts facts,
        RequestKey? key,
        CancellationToken cancellationToken
    )
    {
        facts.Require();
        if (OfDisk(() => _users.Find(owner)) is null)
            return null;
        var request = new CreateConversation(_index.FindOrAdd(owner), facts, key, _time);
        await _journal.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return _turns.Of(request);
    }

    /// <inheritdoc/>
    public ValueTask<Conversation?> FindConversationAsync(ConversationId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            _index.Find(id) is { } entry ? _index.Find(id.User)!.Read(entry, visible => visible.Snapshot()) : null
        );

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Conversation>> ListConversationsAsync(
        UserId owner,
        ConversationQuery query,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(_index.Find(owner)?.List(query) ?? []);

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
        if (FindVisible(id) is not { } entry)
            return null;
        var request = new ChangeConversation(_index.Find(id.User)!, entry, new FactsChange(facts, changedBy, revision), _time);
        await _journal.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return request.Result;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> DeleteConversationAsync(ConversationId id, UserId deletedBy, CancellationToken cancellationToken)
    {
        if (FindVisible(id) is not { } entry)
            return false;
        var request = new DeleteConversation(_index, entry, deletedBy, _time);
        await _journal.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return request.IsFirst;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ConversationChange>> ListChangesAsync(
        UserId owner,
        long after,
        int limit,
        CancellationToken cancellationToken
    ) => ValueTask.FromResult(_index.Find(owner)?.ListChanges(after, limit) ?? []);

    /// <inheritdoc/>
    public ValueTask<ConversationChange?> FindChangeAsync(UserId owner, long atMost, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_index.Find(owner)?.FindChange(atMost));

    /// <inheritdoc/>
    public async ValueTask<Turn?> BeginTurnAsync(ConversationId id, NewTurn turn, CancellationToken cancellationToken)
    {
        WholeCodePoints.Require(turn.Content);
        if (FindVisible(id) is not { } entry)
            return null;
        return await OpenAsync(new BeginTurn(_index, entry, turn, _time), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Turn?> ReplaceReplyAsync(
        MessageId replaced,
        NewReply reply,
        RequestKey? key,
        CancellationToken cancellationToken
    )
    {
        if (FindVisible(replaced.Conversation) is not { } entry || _chunks.Look(replaced)?.State is not { } state)
            return null;
        var opening = _chunks.Read(replaced, seqFrom: 0).FirstOrDefault();
        if (ReplacedReply.QuestionOf(replaced, state.Role, opening) is not { } question)
            return null;
        var request = new ReplaceReply(_index, entry, (replaced, question, reply, key), _time);
        return await OpenAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Turn?> OpenAsync(OpenReplies request, CancellationToken cancellationToken)
    {
        await _journal.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return _turns.Of(request);
    }

    /// <inheritdoc/>
    public async ValueTask AppendBundlesAsync(IReadOnlyList<Bundle> bundles, CancellationToken cancellationToken)
    {
        foreach (var bundle in bundles)
            WholeCodePoints.Require(bundle.Tokens);
        var reply = bundles[0].MessageId;
        var entry = FindVisible(reply.Conversation) ?? throw new MessageNotOpenException(reply);
        await _journal.WriteAsync(new AppendBundles(_index, entry, bundles), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> EndMessageAsync(MessageId id, MessageEnd ending, CancellationToken cancellationToken)
    {
        if (FindVisible(id.Conversation) is not { } entry)
            return false;
        var request = new EndMessage(_index, entry, id, (ending, _time));
        await _journal.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        return request.IsFirst;
    }

    /// <inheritdoc/>
    public ValueTask<MessageState?> FindMessageAsync(MessageId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_chunks.StateOf(id));

    /// <inheritdoc/>
    public IAsyncEnumerable<ChunkReading> ReadChunksAsync(MessageId id, int seqFrom, CancellationToken cancellationToken) =>
        _chunks.Read(id, seqFrom).ToAsyncEnumerable();

    /// <inheritdoc/>
    public ValueTask<WholeMessage?> ReadWholeAsync(MessageId id, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_chunks.ReadWhole(id));

    /// <summary>Ends what is still open <see cref="FinishReason.Interrupted"/>, empties the journal into files and lets the folder go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            if (Trouble is null)
                await EndOpenRepliesAsync(null).ConfigureAwait(false);
        }
        catch (StorageUnavailableException)
        {
            // What cannot be ended now is ended by the next start; the journal has told why.
        }

        await Task.Run(_sealer.Dispose).ConfigureAwait(false);
        await Task.Run(_journal.Dispose).ConfigureAwait(false);
        _lock.Dispose();
    }

    private static T OfDisk<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DiskException failure)
        {
            throw Journal.ToRefusal(failure);
        }
    }

    private ConversationEntry? FindVisible(ConversationId id) =>
        _index.Find(id) is { } entry && _index.Find(id.User)!.Read(entry, visible => visible.Facts) is not null ? entry : null;

    internal async Task EndOpenRepliesAsync(ILogger? logger)
    {
        var open = _index.Users.SelectMany(user => user.OpenReplies()).ToList();
        await Task.WhenAll(
                open.Select(id => EndMessageAsync(id, new MessageEnd(FinishReason.Interrupted), CancellationToken.None).AsTask())
            )
            .ConfigureAwait(false);
        if (logger is not null && open.Count > 0)
            LogInterrupted(logger, open.Count);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The profile of {User} is damaged; they are called by their id.")]
    private static partial void LogProfileDamaged(ILogger logger, UserId user);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Count} replies were open when the process before this one died; they are ended as interrupted."
    )]
    private static partial void LogInterrupted(ILogger logger, int count);
}
