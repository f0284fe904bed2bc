using Roundtable.Sqlite.Records;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Stores a user's message and the openings of its replies.</summary>
internal sealed class BeginTurn(ConversationId id, NewTurn turn) : OpenReplies(id, turn.Key)
{
    private readonly ConversationId _id = id;

    protected override int Count => turn.Replies.Count;

    protected override void Require(WriteTransaction transaction, ConversationRow row)
    {
        if (turn.ReplyTo is { } replyTo && (replyTo.Conversation != _id || replyTo.Number > row.MessageCount))
            throw new ArgumentException($"Message {replyTo} is not in conversation {_id}.");
    }

    protected override void AddChunks(WriteTransaction transaction, (int Number, long Change) first, DateTimeOffset now)
    {
        var question = new MessageId(_id, first.Number);
        Add(
            new MessageChunk
            {
                MessageId = question,
                Seq = 1,
                Tokens = turn.Content,
                Timestamp = now,
                Status = MessageStatus.Complete,
                TokenCount = turn.TokenCount,
                AuthorId = turn.AuthorId,
                ReplyTo = turn.ReplyTo,
                Change = first.Change,
            }
        );
        for (var i = 1; i <= turn.Replies.Count; i++)
        {
            var own = (new MessageId(_id, first.Number + i), first.Change + i);
            Add(Opening(turn.Replies[i - 1], (question, null), own, now));
        }
    }

    // What has just been stored need not be read.
    protected override Message Question(WriteTransaction transaction) =>
        UserMessage.Of(First.MessageId, ChunkReading.Sound(First));
}
