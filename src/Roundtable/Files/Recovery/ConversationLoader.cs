using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Roundtable.Disk;
using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Sealing;
using Roundtable.Stored;

namespace Roundtable.Files.Recovery;

/// <summary>Brings one conversation into the index. Several threads may load different ones at once.</summary>
internal sealed partial class ConversationLoader(
    IDisk disk,
    string folder,
    IReadOnlyDictionary<MessageId, LiveReply> live,
    ILogger logger
)
{
    /// <summary>Messages with loose files beside the sealed one that holds them.</summary>
    public ConcurrentBag<(SealedFile Sealed, MessageId Id)> Leftovers { get; } = [];

    /// <summary>Files that are still below a tombstone.</summary>
    public ConcurrentBag<Removal> Deleted { get; } = [];

    /// <summary>Loads all that can be read; false when something could not.</summary>
    public bool TryLoad(UserEntry user, ConversationEntry entry, ConversationNames names)
    {
        var (facts, tombstone) = ReadFacts(entry.Id, names.Revisions.Max);
        if (tombstone is not null)
        {
            user.Apply(entry, visible => visible.Delete(tombstone));
            var paths = names.Paths(entry.Id).Except([StoreLayout.Conversation(entry.Id, tombstone.Revision)]);
            Deleted.Add(new Removal(entry.Id, paths));
            return true;
        }

        var isWhole = facts?.Revision == names.Revisions.Max;
        var seals = names.Seals.Select(seal => SealedFile.Open(disk, folder, (entry.Id, seal))).OfType<SealedFile>().ToList();
        isWhole &= seals.TrueForAll(sealedFile => sealedFile.IsWhole);
        user.Apply(
            entry,
            visible =>
            {
                foreach (var sealedFile in seals)
                    Show(visible, sealedFile);
            }
        );

        foreach (var chunks in names.Chunks.ToLookup(chunk => chunk.Number, chunk => chunk.Seq))
        {
            var id = new MessageId(entry.Id, chunks.Key);
            if (entry.FindSealed(chunks.Key) is { } sealedFile)
                Leftovers.Add((sealedFile, id));
            else
                isWhole &= TryLoadMessage(user, entry, id, (chunks.Contains(0), chunks.Max()));
        }

        // A number that was given out is not given out again, even if what had it is damaged.
        var newest = names.Revisions.Max;
        facts = facts is null ? Unknown(entry, newest) : facts with { Revision = newest };
        if (facts is not null)
            user.Apply(entry, visible => visible.SetFacts(facts));
        return isWhole;
    }

    /// <summary>What a request was answered; null when that cannot be read.</summary>
    public RequestFile? ReadRequest(UserId user, string key)
    {
        var path = StoreLayout.Request(user, key);
        if (Read(path, out var reason) is { } bytes && RequestFile.Decode(bytes, user, key) is { } answer)
            return answer;
        LogDamaged(path, reason);
        return null;
    }

    /// <summary>The newest sound revision counts; a damaged one is reported.</summary>
    private (ConversationFile? Facts, TombstoneFile? Tombstone) ReadFacts(ConversationId id, int newest)
    {
        for (var revision = newest; revision >= 1; revision--)
        {
            var path = StoreLayout.Conversation(id, revision);
            var bytes = Read(path, out var reason);
            if (bytes is not null && ConversationFile.Decode(bytes, id, revision, out reason) is { } facts)
                return (facts, null);
            if (TombstoneFile.Decode(bytes, id, revision) is { } tombstone)
                return (null, tombstone);
            LogDamaged(path, reason);
        }

        return default;
    }

    /// <summary>Messages whose conversation has lost its facts are served without them; nothing is known but that they are there.</summary>
    private static ConversationFile? Unknown(ConversationEntry entry, int revision) =>
        entry.Change == 0
            ? null
            : new ConversationFile
            {
                ConversationId = entry.Id.ToString(),
                Revision = Math.Max(1, revision),
                UserId = entry.Id.User.ToString(),
                Title = "",
                Participants = [],
                Metadata = new Dictionary<string, string>(),
                Archived = false,
                CreatedAt = DateTimeOffset.UnixEpoch,
                Timestamp = DateTimeOffset.UnixEpoch,
                ChangedBy = entry.Id.User.ToString(),
                Tag = 0,
                Change = 0,
                Format = ChecksummedJson.Format,
            };

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

    private bool TryLoadMessage(UserEntry user, ConversationEntry entry, MessageId id, (bool HasOpening, int LastSeq) files)
    {
        var last = ReadLast(id, files.LastSeq);
        // A sound end says all that the opening would.
        var isEnded = last is { Status: MessageStatus.Complete };
        var first = files.HasOpening && !isEnded ? ReadFirst(id) : null;
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
        return isEnded || (first is not null && (reply is not null || files.LastSeq == 0));
    }

    private MessageEntry EntryOf(
        MessageId id,
        MessageChunk? first,
        MessageChunk? last,
        (bool HasOpening, int LastSeq) files,
        LiveReply? reply
    )
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "'{File}' is damaged: {Reason}.")]
    private partial void LogDamaged(string file, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Message {Message} has lost its last chunk; it counts as interrupted.")]
    private partial void LogEndLost(MessageId message);
}
