namespace Roundtable.Sqlite.Writing.Requests;

/// <summary>Which replies are open; writes nothing.</summary>
internal sealed class FindOpenReplies : WriteRequest
{
    /// <summary>Those, once done.</summary>
    public IReadOnlyList<MessageId> Ids { get; private set; } = [];

    public override void Execute(WriteTransaction transaction) => Ids = [.. transaction.Open.All.Select(reply => reply.Id)];
}
