using Roundtable.Files.Index;

namespace Roundtable.Files.Requests;

/// <summary>Stores a user's message and the openings of its replies.</summary>
internal sealed class BeginTurn(StoreIndex index, ConversationEntry entry, NewTurn turn, TimeProvider time)
    : OpenReplies(index, entry, turn.Key, time)
{
    private readonly ConversationId _id = entry.Id;

    public override MessageId Question => Chunks[0].MessageId;

    protected override int Count => turn.Replies.Count;

    protected override void Require(PreparedConversation prepared)
    {
        if (turn.ReplyTo is { } replyTo && (replyTo.Conversation != _id || replyTo.Number > prepared.MessageCount))
            throw new ArgumentException($"Message {replyTo} is not in conversation {_id}.");
    }

    protected override void AddChunks(DateTimeOffset now)
    {
        Add(
            new MessageChunk
            {
                MessageId = NextId(),
                Seq = 1,
                Tokens = turn.Content,
                Timestamp = now,
                Status = MessageStatus.Complete,
                TokenCount = turn.TokenCount,
                AuthorId = turn.AuthorId,
                ReplyTo = turn.ReplyTo,
            }
        );
        foreach (var reply in turn.Replies)
            AddOpening(reply, (Question, null), now);
    }
}
