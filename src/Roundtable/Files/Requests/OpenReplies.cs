using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Stored;

namespace Roundtable.Files.Requests;

/// <summary>Opens replies, with or without the message that they answer, as one record: all of it or nothing.</summary>
internal abstract class OpenReplies(StoreIndex index, ConversationEntry entry, RequestKey? key, TimeProvider time)
    : JournalRequest
{
    private readonly UserEntry _user = index.Find(entry.Id.User)!;
    private readonly AnswerRecord _answer = new(index.Find(entry.Id.User)!, key, time);
    private readonly List<MessageChunk> _chunks = [];
    private readonly List<StoredFile> _files = [];

    /// <summary>The conversation, once done; null when it has been deleted meanwhile, or there is an earlier answer.</summary>
    public Conversation? Result { get; private set; }

    /// <summary>What an earlier request with the same key was answered.</summary>
    public RequestFile? Earlier => _answer.Earlier;

    /// <summary>What was stored, in the order of its numbers.</summary>
    public IReadOnlyList<MessageChunk> Chunks => _chunks;

    /// <summary>The message that is answered.</summary>
    public abstract MessageId Question { get; }

    /// <summary>How many replies it opens.</summary>
    protected abstract int Count { get; }

    public sealed override bool BeginsWork => true;

    public sealed override IReadOnlyList<JournalRecord> Prepare()
    {
        var prepared = entry.Prepared;
        if (prepared.Facts is null || _answer.IsReplay())
            return [];
        if (!_user.Read(entry, visible => visible.IsCountKnown))
            throw new StorageUnavailableException(
                StorageFault.Unavailable,
                $"A sealed file of conversation {entry.Id} cannot be read, and with it the number of its next message. "
                    + "Stop the server and run repair, which sets the file aside."
            );
        if (prepared.Open.Count + Count > TooManyRepliesException.OpenMax)
            throw new TooManyRepliesException(entry.Id);
        Require(prepared);

        AddChunks(time.GetUtcMilliseconds());
        var replies = _chunks.Where(chunk => chunk.AgentId is not null).Select(chunk => chunk.MessageId);
        _files.AddRange(_answer.Prepare(PreparedCursor.Of(entry), [Question, .. replies]));
        return [new FilesRecord(_files)];
    }

    public sealed override void Revert()
    {
        _answer.Revert();
        foreach (var chunk in _chunks)
            entry.Prepared.Open.Remove(chunk.MessageId.Number);
        entry.Prepared.MessageCount -= _chunks.Count;
        _user.PreparedChange -= _chunks.Count;
    }

    public sealed override void Apply(IFileQueue files)
    {
        if (_chunks.Count == 0)
            return;
        foreach (var file in _files)
            files.Add(file);
        _answer.Apply(files);
        _user.Apply(entry, Show);
        Result = _user.Read(entry, visible => visible.Snapshot()!);
    }

    /// <summary>Refuses by an exception what does not fit the conversation.</summary>
    protected abstract void Require(PreparedConversation prepared);

    /// <summary>Adds what is to be stored.</summary>
    protected abstract void AddChunks(DateTimeOffset now);

    protected void AddOpening(NewReply reply, (MessageId? ReplyTo, MessageId? Replaces) relation, DateTimeOffset now)
    {
        var opening = new MessageChunk
        {
            MessageId = NextId(),
            Seq = 0,
            Tokens = "",
            Timestamp = now,
            AgentId = reply.AgentId,
            Status = MessageStatus.Streaming,
            Model = reply.Model,
            ReplyTo = relation.ReplyTo,
            RoutedBy = reply.RoutedBy,
            Replaces = relation.Replaces,
        };
        var tag = Add(opening);
        entry.Prepared.Open.Add(opening.MessageId.Number, PreparedReply.Empty with { Tag = tag });
    }

    /// <summary>Adds a chunk with a tag, which it gives back, and a change number of its own.</summary>
    protected ulong Add(MessageChunk chunk)
    {
        var tag = CreateConversation.NewTag();
        chunk = chunk with { Tag = tag, Change = ++_user.PreparedChange };
        _chunks.Add(chunk);
        _files.Add(new StoredFile(StoreLayout.Chunk(chunk), ChunkFile.Encode(chunk)));
        return tag;
    }

    protected MessageId NextId() => new(entry.Id, ++entry.Prepared.MessageCount);

    private void Show(ConversationEntry visible)
    {
        foreach (var chunk in _chunks)
        {
            visible.Touch(chunk.Change!.Value, chunk.Timestamp);
            if (chunk.AuthorId is not null)
            {
                visible.AddMessage(
                    chunk.MessageId.Number,
                    new MessageEntry(EntryKind.UserMessage, chunk.Length, chunk.TokenCount, 1)
                );
                continue;
            }

            var live = new LiveReply(chunk.MessageId, chunk.AgentId!) { Tag = chunk.Tag!.Value };
            index.Live.Add(live.Id, live);
            visible.AddMessage(live.Id.Number, MessageEntry.Open, live);
        }
    }
}
