using Microsoft.Extensions.Logging;
using Roundtable.Files.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Json;
using Roundtable.Files.Sealing;
using Roundtable.Files.Verification;

namespace Roundtable.Files.Recovery;

/// <summary>Builds the index from what is in the folders. Files that the product did not write are passed over.</summary>
internal sealed partial class IndexLoader(
    IDisk disk,
    string folder,
    IReadOnlyDictionary<MessageId, LiveReply> live,
    ILogger logger
)
{
    private readonly SealedFolder _sealed = new(disk, folder);
    private readonly KnownLosses _losses = KnownLosses.Read(disk, folder);
    private readonly List<(SealedFile Sealed, MessageId Id)> _leftovers = [];
    private bool _reachesMessages; // Not through a symbolic link.

    /// <summary>Messages with loose files beside the sealed one that holds them.</summary>
    public IReadOnlyList<(SealedFile Sealed, MessageId Id)> Leftovers => _leftovers;

    public StoreIndex Load()
    {
        var index = new StoreIndex();
        foreach (var name in disk.List(Path.Combine(folder, StoreLayout.Users)))
        {
            if (UserId.TryParse(name, null, out var user) && IsReached(StoreLayout.ConversationFolder(user)))
                Load(index.FindOrAdd(user));
        }

        // A hole in the journal may have swallowed the end of a reply that has one in its files.
        foreach (
            var (id, reply) in live.Where(reply => index.Find(reply.Key.Conversation)?.Open.ContainsKey(reply.Key.Number) == true)
        )
            index.Live.Add(id, reply);
        return index;
    }

    /// <summary>A symbolic link on the way is not followed.</summary>
    private bool IsReached(string path)
    {
        var folders = path.Split('/');
        return Enumerable
            .Range(2, folders.Length - 2)
            .All(depth => disk.List(Path.Combine([folder, .. folders[..depth]])).Contains(folders[depth]));
    }

    private void Load(UserEntry user)
    {
        foreach (var (number, revision) in Revisions(user.Id))
            LoadFacts(user, new ConversationId(user.Id, number), revision);
        foreach (var conversation in user.Conversations())
            LoadSealed(user, conversation);
        foreach (var (id, files) in Messages(user.Id))
            LoadMessage(user, id, files);
        foreach (var conversation in user.Conversations())
            Prepare(user, conversation);
    }

    private Dictionary<int, int> Revisions(UserId user)
    {
        var newest = new Dictionary<int, int>();
        var names = Names(StoreLayout.ConversationFolder(user)).ToList();
        _reachesMessages = names.Contains(Path.GetFileName(StoreLayout.MessageFolder(user)));
        foreach (var name in names)
        {
            if (StoreLayout.TryParseConversation(name, out var id, out var revision) && id.User == user)
                newest[id.Number] = Math.Max(revision, newest.GetValueOrDefault(id.Number));
            else if (StoreLayout.TryParseSealed(name, out id, out _) && id.User == user)
                newest.TryAdd(id.Number, 0);
        }

        return newest;
    }

    /// <summary>The newest sound revision counts; a damaged one is reported.</summary>
    private void LoadFacts(UserEntry user, ConversationId id, int newest)
    {
        user.PreparedConversationCount = Math.Max(user.PreparedConversationCount, id.Number);
        var entry = user.FindOrAdd(id.Number);
        for (var revision = newest; revision >= 1; revision--)
        {
            var path = StoreLayout.Conversation(id, revision);
            var bytes = Read(path, out var reason);
            var facts = bytes is null ? null : ConversationFile.Decode(bytes, id, revision, out reason);
            if (facts is null)
            {
                LogDamaged(path, reason);
                continue;
            }

            // A number that was given out is not given out again, even if what had it is damaged.
            user.Apply(entry, visible => visible.SetFacts(facts with { Revision = newest }));
            return;
        }
    }

    private void LoadSealed(UserEntry user, ConversationEntry entry)
    {
        foreach (var sealedFile in _sealed.Of(entry.Id))
            user.Apply(entry, visible => Show(visible, sealedFile));
    }

    private static void Show(ConversationEntry visible, SealedFile sealedFile)
    {
        // A message of its range that it does not hold has lost all of its lines: reads name the loss.
        var messages = sealedFile.Messages.ToDictionary(message => message.Number);
        for (var number = Math.Max(1, sealedFile.First); number <= sealedFile.Last; number++)
        {
            var message = messages.GetValueOrDefault(number);
            var kind = message?.Role == MessageRole.Agent ? EntryKind.EndedReply : EntryKind.UserMessage;
            visible.AddMessage(
                number,
                new MessageEntry(kind, message?.Length ?? 0, message?.TokenCount ?? 0, message?.ChunkCount ?? 1)
            );
        }

        visible.AddSealed(sealedFile);
        visible.Touch(sealedFile.Change, sealedFile.UpdatedAt);
    }

    private Dictionary<MessageId, MessageFiles> Messages(UserId user)
    {
        var messages = new Dictionary<MessageId, MessageFiles>();
        foreach (var name in _reachesMessages ? Names(StoreLayout.MessageFolder(user)) : [])
        {
            if (!StoreLayout.TryParseMessage(name, out var id, out var seq) || id.Conversation.User != user)
                continue;
            var files = messages.GetValueOrDefault(id);
            messages[id] = seq == 0 ? files with { HasOpening = true } : files with { LastSeq = Math.Max(files.LastSeq, seq) };
        }

        return messages;
    }

    private void LoadMessage(UserEntry user, MessageId id, MessageFiles files)
    {
        var entry = user.FindOrAdd(id.Conversation.Number);
        user.PreparedConversationCount = Math.Max(user.PreparedConversationCount, id.Conversation.Number);
        if (entry.FindSealed(id.Number) is { } sealedFile)
        {
            _leftovers.Add((sealedFile, id));
            return;
        }

        var first = files.HasOpening ? ReadFirst(id) : null;
        var last = ReadLast(id, files.LastSeq);
        // Files that reach further than the journal say that it has a hole, and know more than it does.
        var reply = live.TryGetValue(id, out var known) && files.LastSeq < known.Seq ? known : null;
        user.Apply(
            entry,
            visible =>
            {
                visible.AddMessage(id.Number, EntryOf(id, first, last, files, reply), reply);
                visible.Grow(reply?.Length ?? 0);
                foreach (var chunk in new[] { first, last })
                {
                    if (chunk?.Change is { } change)
                        visible.Touch(change, chunk.CompletedAt ?? chunk.Timestamp);
                }
            }
        );
    }

    private MessageEntry EntryOf(MessageId id, MessageChunk? first, MessageChunk? last, MessageFiles files, LiveReply? reply)
    {
        if (reply is not null)
            return MessageEntry.Open;
        if (first?.AuthorId is not null || (first is null && files.LastSeq == 0))
            return new MessageEntry(EntryKind.UserMessage, first?.Length ?? 0, first?.TokenCount ?? 0, 1);

        var length = (last?.Offset + last?.Length) ?? 0;
        var tokenCount = (last?.TokenOffset + last?.TokenCount) ?? 0;
        if (last is { Status: MessageStatus.Complete } || (files.LastSeq > 0 && last?.Seq != files.LastSeq))
            return new MessageEntry(EntryKind.EndedReply, length, tokenCount, files.LastSeq);

        // No end, and the journal does not know it: its last chunk is lost. Reads name the one that is missing.
        LogEndLost(id);
        return new MessageEntry(EntryKind.EndedReply, length, tokenCount, files.LastSeq + 1);
    }

    /// <summary>The newest sound chunk: if it is not the last one, it says how far the text is known to go.</summary>
    private MessageChunk? ReadLast(MessageId id, int lastSeq)
    {
        for (var seq = lastSeq; seq >= 1; seq--)
        {
            if (Read(new ChunkId(id, seq)) is { } chunk)
                return chunk;
        }

        return null;
    }

    /// <summary>A user's message or an opening: which of the two, only the content tells.</summary>
    private MessageChunk? ReadFirst(MessageId id)
    {
        var path = StoreLayout.Message(id);
        if (Read(path, out var reason) is not { } bytes)
        {
            LogDamaged(path, reason);
            return null;
        }

        var reading = ChunkFile.Decode(bytes, id, seq: 0);
        if (reading.Damage == "foreign")
            reading = ChunkFile.Decode(bytes, id, seq: 1);
        if (reading.Damage is { } damage)
            LogDamaged(path, damage);
        return reading.Chunk;
    }

    private MessageChunk? Read(ChunkId id)
    {
        var path = StoreLayout.Chunk(id);
        var reading = Read(path, out var reason) is { } bytes
            ? ChunkFile.Decode(bytes, id.Message, id.Seq)
            : ChunkReading.Damaged(id.Seq, reason);
        if (reading.Damage is { } damage)
            LogDamaged(path, damage);
        return reading.Chunk;
    }

    /// <summary>What is there, and what is known to be lost: it keeps its numbers.</summary>
    private IEnumerable<string> Names(string path) => disk.List(Path.Combine(folder, path)).Concat(_losses.NamesIn(path));

    /// <summary>One file that cannot be read does not keep the others from being served.</summary>
    private byte[]? Read(string path, out string reason)
    {
        reason = "missing";
        try
        {
            return disk.Read(Path.Combine(folder, path));
        }
        catch (DiskException failure) when (failure.IsOfTheFile)
        {
            reason = "unreadable";
            return null;
        }
    }

    private static void Prepare(UserEntry user, ConversationEntry entry)
    {
        user.PreparedChange = Math.Max(user.PreparedChange, entry.Change);
        entry.Prepared.Facts = entry.Facts;
        entry.Prepared.MessageCount = entry.MessageCount;
        foreach (var (number, reply) in entry.Open)
            entry.Prepared.Open.Add(number, PreparedReply.Of(reply));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{File}' is damaged: {Reason}.")]
    private partial void LogDamaged(string file, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Message} has lost its last chunk; it counts as interrupted.")]
    private partial void LogEndLost(MessageId message);

    private readonly record struct MessageFiles(bool HasOpening, int LastSeq);
}
