using Roundtable.Sqlite.Records;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Opens a reply that replaces another one, which stays.</summary>
internal sealed class ReplaceReply(MessageId replaced, MessageId question, NewReply reply, RequestKey? key)
    : OpenReplies(replaced.Conversation, key)
{
    protected override int Count => 1;

    protected override void Require(WriteTransaction transaction, ConversationRow row)
    {
        if (transaction.Open.Find(replaced) is not null)
            throw new MessageOpenException(replaced);
    }

    protected override void AddChunks(WriteTransaction transaction, (int Number, long Change) first, DateTimeOffset now) =>
        Add(Opening(reply, (question, replaced), (new MessageId(replaced.Conversation, first.Number), first.Change), now));

    protected override Message Question(WriteTransaction transaction) => Read(transaction, question);
}
