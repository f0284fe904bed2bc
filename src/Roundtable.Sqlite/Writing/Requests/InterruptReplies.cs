namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Ends every reply that is open, all in one transaction.</summary>
internal sealed class InterruptReplies : WriteRequest
{
    /// <summary>How many there were, once done.</summary>
    public int Count { get; private set; }

    public override void Execute(WriteTransaction transaction)
    {
        var open = transaction.Open.All.ToList();
        Count = open.Count;
        foreach (var reply in open)
            EndMessage.End(transaction, reply, new MessageEnd(FinishReason.Interrupted));
    }
}
