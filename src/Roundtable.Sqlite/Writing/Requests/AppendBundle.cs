using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Searching;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Makes a bundle durable; the chunks that it closes get their rows.</summary>
internal sealed class AppendBundle(Bundle bundle) : WriteRequest
{
    public override void Execute(WriteTransaction transaction)
    {
        var reply = transaction.Open.Find(bundle.MessageId) ?? throw new MessageNotOpenException(bundle.MessageId);
        transaction.Open.RequireSound(bundle.MessageId);
        if (!PreparedReply.Of(reply).IsContinuedBy(bundle))
            throw new InvalidOperationException(
                $"The bundle at {bundle.Offset} of chunk {bundle.Seq} does not continue message {bundle.MessageId}."
            );

        var closed = reply.Append(bundle);
        if (closed.Count > 0)
            BundleTable.DeleteOf(transaction.Database, bundle.MessageId.ToString());
        foreach (var chunk in closed)
        {
            transaction.Insert(chunk);
            MessageTable.Grow(transaction.Database, chunk);
            ConversationTable.Grow(transaction.Database, bundle.MessageId.Conversation, chunk.Length);
            PassageWriter.Grow(transaction.Database, bundle.MessageId, chunk.Offset + chunk.Length);
        }

        if (!bundle.ClosesChunk)
            BundleTable.Insert(transaction.Database, bundle);
    }
}
