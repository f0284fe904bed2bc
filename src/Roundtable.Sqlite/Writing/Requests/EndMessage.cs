using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Searching;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Ends a reply; the first end that is committed is its end.</summary>
internal sealed class EndMessage(MessageId id, MessageEnd ending) : WriteRequest
{
    /// <summary>Whether this was the first end, once done.</summary>
    public bool IsFirst { get; private set; }

    public override void Execute(WriteTransaction transaction)
    {
        var reply = transaction.Open.Find(id);
        IsFirst = reply is not null;
        if (reply is not null)
            End(transaction, reply, ending);
    }

    /// <summary>Ends a reply that is open.</summary>
    public static void End(WriteTransaction transaction, LiveReply reply, MessageEnd ending)
    {
        var (id, now) = (reply.Id, transaction.Now);
        var last = reply.End(ending, transaction.NextChange(id.Conversation.User), now)[^1];
        if (reply.Open.Count > 0)
            BundleTable.DeleteOf(transaction.Database, id.ToString());
        transaction.Insert(last);
        MessageTable.End(transaction.Database, last);
        PassageWriter.End(transaction.Database, id, last.Offset + last.Length);
        ConversationTable.Touch(transaction.Database, id.Conversation, (0, 1, last.Length), (last.Change!.Value, now));
        transaction.Open.Remove(id);
    }
}
