using Roundtable.Files.Index;
using Roundtable.Files.Journaling;
using Roundtable.Files.Json;

namespace Roundtable.Files.Requests;

/// <summary>Stores a user's message and the openings of its replies as one record: all of it or nothing.</summary>
internal sealed class BeginTurn(StoreIndex index, ConversationEntry entry, NewTurn turn, TimeProvider time) : JournalRequest
{
    private readonly UserEntry _user = index.Find(entry.Id.User)!;
    private readonly List<MessageChunk> _chunks = [];
    private readonly List<StoredFile> _files = [];

    /// <summary>The turn, once done; null when the conversation has been deleted meanwhile.</summary>
    public Turn? Result { get; private set; }

    public override bool BeginsWork => true;

    public override JournalRecord? Prepare()
    {
        var prepared = entry.Prepared;
        if (prepared.Facts is null)
            return null;
        if (!_user.Read(entry, visible => visible.IsCountKnown))
            throw new StorageUnavailableException(
                StorageFault.Unavailable,
                $"A sealed file of conversation {entry.Id} cannot be read, and with it the number of its next message. "
                    + "Stop the server and run repair, which sets the file aside."
            );
        if (prepared.Open.Count + turn.Replies.Count > TooManyRepliesException.OpenMax)
            throw new TooManyRepliesException(entry.Id);
        if (turn.ReplyTo is { } replyTo && (replyTo.Conversation != entry.Id || replyTo.Number > prepared.MessageCount))
            throw new ArgumentException($"Message {replyTo} is not in conversation {entry.Id}.");

        var now = time.GetUtcMilliseconds();
        Add(Message(now));
        foreach (var reply in turn.Replies)
        {
            var opening = Opening(reply, now);
            prepared.Open.Add(opening.MessageId.Number, PreparedReply.Empty);
            Add(opening);
        }

        return new FilesRecord(_files);
    }

    public override void Revert()
    {
        foreach (var chunk in _chunks)
            entry.Prepared.Open.Remove(chunk.MessageId.Number);
        entry.Prepared.MessageCount -= _chunks.Count;
        _user.PreparedChange -= _chunks.Count;
    }

    public override void Apply(IFileQueue files)
    {
        if (_chunks.Count == 0)
            return;
        foreach (var file in _files)
            files.Add(file);
        _user.Apply(entry, Show);
        var snapshot = _user.Read(entry, visible => visible.Snapshot()!);
        Result = new Turn(snapshot, ToMessage(_chunks[0]), [.. _chunks.Skip(1).Select(chunk => chunk.MessageId)]);
    }

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

            var live = new LiveReply(chunk.MessageId, chunk.AgentId!);
            index.Live.Add(live.Id, live);
            visible.AddMessage(live.Id.Number, MessageEntry.Open, live);
        }
    }

    private void Add(MessageChunk chunk)
    {
        _chunks.Add(chunk);
        _files.Add(new StoredFile(StoreLayout.Chunk(chunk), ChunkFile.Encode(chunk)));
    }

    private MessageChunk Message(DateTimeOffset now) =>
        new()
        {
            MessageId = NextId(),
            Seq = 1,
            Tokens = turn.Content,
            Timestamp = now,
            Status = MessageStatus.Complete,
            TokenCount = turn.TokenCount,
            AuthorId = turn.AuthorId,
            ReplyTo = turn.ReplyTo,
            Tag = CreateConversation.NewTag(),
            Change = ++_user.PreparedChange,
        };

    private MessageChunk Opening(NewReply reply, DateTimeOffset now) =>
        new()
        {
            MessageId = NextId(),
            Seq = 0,
            Tokens = "",
            Timestamp = now,
            AgentId = reply.AgentId,
            Status = MessageStatus.Streaming,
            Model = reply.Model,
            ReplyTo = _chunks[0].MessageId,
            RoutedBy = reply.RoutedBy,
            Tag = CreateConversation.NewTag(),
            Change = ++_user.PreparedChange,
        };

    private MessageId NextId() => new(entry.Id, ++entry.Prepared.MessageCount);

    private static Message ToMessage(MessageChunk chunk) =>
        new()
        {
            Id = chunk.MessageId,
            Role = MessageRole.User,
            AuthorId = chunk.AuthorId,
            Content = chunk.Tokens,
            TokenCount = chunk.TokenCount,
            ChunkCount = 1,
            Status = MessageStatus.Complete,
            FinishReason = FinishReason.Stop,
            ReplyTo = chunk.ReplyTo,
            CreatedAt = chunk.Timestamp,
            CompletedAt = chunk.Timestamp,
            Tag = chunk.Tag!.Value,
        };
}
