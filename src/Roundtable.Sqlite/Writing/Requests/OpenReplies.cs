using System.Globalization;
using Roundtable.Cursors;
using Roundtable.Sqlite.Reading;
using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Searching;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Opens replies, with or without the message that they answer: all of it or nothing.</summary>
internal abstract class OpenReplies(ConversationId id, RequestKey? key) : WriteRequest
{
    private readonly List<MessageChunk> _chunks = [];

    /// <summary>The turn, once done; null when there is no such conversation, or only an earlier answer was asked for.</summary>
    public Turn? Result { get; private set; }

    /// <summary>How many replies it opens.</summary>
    protected abstract int Count { get; }

    public sealed override void Execute(WriteTransaction transaction)
    {
        Result = null;
        _chunks.Clear();
        if (ConversationTable.Find(transaction.Database, id) is not { } row)
            return;
        if (RequestAnswer.IsReplay(transaction, id.User, key, out var earlier))
        {
            Result = earlier is null ? null : Replayed(transaction, earlier);
            return;
        }

        if (transaction.Open.Of(id).Count + Count > TooManyRepliesException.OpenMax)
            throw new TooManyRepliesException(id);
        Require(transaction, row);
        AddChunks(transaction, (row.MessageCount + 1, transaction.NextChange(id.User)), transaction.Now);
        Result = Store(transaction);
    }

    /// <summary>Refuses by an exception what does not fit the conversation.</summary>
    protected abstract void Require(WriteTransaction transaction, ConversationRow row);

    /// <summary>Adds what is to be stored, from a message's number and a change number on.</summary>
    protected abstract void AddChunks(WriteTransaction transaction, (int Number, long Change) first, DateTimeOffset now);

    /// <summary>The message that is answered.</summary>
    protected abstract Message Question(WriteTransaction transaction);

    protected void Add(MessageChunk chunk) => _chunks.Add(chunk with { Tag = RandomTag.Next() });

    protected MessageChunk First => _chunks[0];

    protected static MessageChunk Opening(
        NewReply reply,
        (MessageId? ReplyTo, MessageId? Replaces) relation,
        (MessageId Id, long Change) own,
        DateTimeOffset now
    ) =>
        new()
        {
            MessageId = own.Id,
            Seq = 0,
            Tokens = "",
            Timestamp = now,
            AgentId = reply.AgentId,
            Status = MessageStatus.Streaming,
            Model = reply.Model,
            ReplyTo = relation.ReplyTo,
            RoutedBy = reply.RoutedBy,
            Replaces = relation.Replaces,
            Change = own.Change,
        };

    /// <summary>A user's message as it is read now.</summary>
    protected static Message Read(WriteTransaction transaction, MessageId message) =>
        UserMessage.Of(message, ChunkTable.ReadOne(transaction.Database, message, seq: 1));

    private Turn Store(WriteTransaction transaction)
    {
        foreach (var chunk in _chunks)
        {
            MessageTable.Insert(transaction.Database, chunk);
            transaction.Insert(chunk);
            if (chunk.Status == MessageStatus.Complete)
                PassageWriter.End(transaction.Database, chunk.MessageId, chunk.Length);
            if (chunk.AgentId is { } agent)
                transaction.Open.Add(new LiveReply(chunk.MessageId, agent));
        }

        var last = _chunks[^1];
        var users = _chunks.Count(chunk => chunk.AgentId is null);
        var length = _chunks.Sum(chunk => chunk.Length);
        ConversationTable.Touch(transaction.Database, id, (_chunks.Count, users, length), (last.Change!.Value, last.Timestamp));
        var conversation = ConversationReader.Find(transaction.Database, id)!;
        var question = Question(transaction);
        MessageId[] replies = [.. _chunks.Where(chunk => chunk.AgentId is not null).Select(chunk => chunk.MessageId)];
        RequestAnswer.Keep(transaction, key, ConversationCursor.Of(conversation), [question.Id, .. replies]);
        return new Turn(conversation, question, replies);
    }

    private static Turn? Replayed(WriteTransaction transaction, RequestFile answer)
    {
        if (
            answer.MessageId is null
            || !ConversationId.TryParse(answer.ConversationId, CultureInfo.InvariantCulture, out var found)
            || ConversationReader.Find(transaction.Database, found) is not { } conversation
        )
            return null;
        return new Turn(conversation, Read(transaction, Parse(answer.MessageId)), [.. (answer.Replies ?? []).Select(Parse)])
        {
            Cursor = ConversationCursor.Parse(answer.Cursor),
            IsReplayed = true,
        };
    }

    private static MessageId Parse(string message) => MessageId.Parse(message, CultureInfo.InvariantCulture);
}
