using Microsoft.Extensions.Logging;
using Roundtable.Files.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Json;
using Roundtable.Files.Sealing;

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
    private readonly List<(SealedFile Sealed, MessageId Id)> _leftovers = [];

    /// <summary>Messages with loose files beside the sealed one that holds them.</summary>
    public IReadOnlyList<(SealedFile Sealed, MessageId Id)> Leftovers => _leftovers;

    public StoreIndex Load()
    {
        var index = new StoreIndex();
        foreach (var name in disk.List(Path.Combine(folder, StoreLayout.Users)))
        {
            if (UserId.TryParse(name, null, out var user))
                Load(index.FindOrAdd(user));
        }

        foreach (var (id, reply) in live)
            index.Live.Add(id, reply);
        return index;
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
        foreach (var name in disk.List(Path.Combine(folder, StoreLayout.ConversationFolder(user))))
        {
            if (StoreLayout.TryParseConversation(name, out var id, out var revision) && id.User == user)
                newest[id.Number] = Math.Max(revision, newest.GetValueOrDefault(id.Number));
            else if (StoreLayout.TryParseSealed(name, out id, out _) && id.User == user && _sealed.Add(id))
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
            var bytes = disk.Read(Path.Combine(folder, path));
            var reason = "missing";
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
        if (!_sealed.Contains(entry.Id))
            return;
        foreach (var sealedFile in SealedFile.OpenAll(disk, folder, entry.Id))
            user.Apply(entry, visible => Show(visible, sealedFile));
    }

    private static void Show(ConversationEntry visible, SealedFile sealedFile)
    {
        foreach (var message in sealedFile.Messages)
        {
            var kind = message.Role == MessageRole.User ? EntryKind.UserMessage : EntryKind.EndedReply;
            visible.AddMessage(message.Number, new MessageEntry(kind, message.Length, message.TokenCount, message.ChunkCount));
        }

        visible.AddSealed(sealedFile, sealedFile.Messages.Select(message => message.Number).DefaultIfEmpty().Max());
        visible.Touch(sealedFile.Change, sealedFile.UpdatedAt);
    }

    private Dictionary<MessageId, MessageFiles> Messages(UserId user)
    {
        var messages = new Dictionary<MessageId, MessageFiles>();
        foreach (var name in disk.List(Path.Combine(folder, StoreLayout.MessageFolder(user))))
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
            _leftovers.Add((sealedFile, id, files.LastSeq));
            return;
        }

        var first = files.HasOpening ? ReadFirst(id) : null;
        var last = files.LastSeq > 0 ? Read(new ChunkId(id, files.LastSeq)) : null;
        live.TryGetValue(id, out var reply);
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
        if (last is { Status: MessageStatus.Complete } || (files.LastSeq > 0 && last is null))
            return new MessageEntry(EntryKind.EndedReply, length, tokenCount, files.LastSeq);

        // No end, and the journal does not know it: its last chunk is lost. Reads name the one that is missing.
        LogEndLost(id);
        return new MessageEntry(EntryKind.EndedReply, length, tokenCount, files.LastSeq + 1);
    }

    /// <summary>A user's message or an opening: which of the two, only the content tells.</summary>
    private MessageChunk? ReadFirst(MessageId id)
    {
        var path = StoreLayout.Message(id);
        var bytes = disk.Read(Path.Combine(folder, path)) ?? [];
        var reading = ChunkFile.Decode(bytes, id, seq: 0);
        if (reading.Damage == "foreign")
            reading = ChunkFile.Decode(bytes, id, seq: 1);
        if (reading.Damage is { } reason)
            LogDamaged(path, reason);
        return reading.Chunk;
    }

    private MessageChunk? Read(ChunkId id)
    {
        var path = StoreLayout.Chunk(id);
        var reading = ChunkFile.Decode(disk.Read(Path.Combine(folder, path)) ?? [], id.Message, id.Seq);
        if (reading.Damage is { } reason)
            LogDamaged(path, reason);
        return reading.Chunk;
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
