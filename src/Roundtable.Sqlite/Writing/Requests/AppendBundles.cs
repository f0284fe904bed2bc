using Roundtable.Sqlite.Records;
using Roundtable.Sqlite.Searching;
using Roundtable.Stored;

namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Makes bundles of one reply durable; the chunks that they close get their rows, and what is still open then has its own.</summary>
internal sealed class AppendBundles(IReadOnlyList<Bundle> bundles) : WriteRequest
{
    public override int RecordCount => bundles.Count;

    public override void Execute(WriteTransaction transaction)
    {
        var id = bundles[0].MessageId;
        var reply = transaction.Open.Find(id) ?? throw new MessageNotOpenException(id);
        transaction.Open.RequireSound(id);
        // Refuses before anything is written.
        _ = PreparedReply.Of(reply).After(bundles);

        List<MessageChunk> closed = [];
        foreach (var bundle in bundles)
            closed.AddRange(reply.Append(bundle));
        if (closed.Count > 0)
            BundleTable.DeleteOf(transaction.Database, id.ToString());
        foreach (var chunk in closed)
        {
            transaction.Insert(chunk);
            MessageTable.Grow(transaction.Database, chunk);
            ConversationTable.Grow(transaction.Database, id.Conversation, chunk.Length);
            PassageWriter.Grow(transaction.Database, id, chunk.Offset + chunk.Length);
        }

        foreach (var bundle in bundles.TakeLast(reply.Open.Count))
            BundleTable.Insert(transaction.Database, bundle);
    }
}
