using Roundtable.Files.Index;

namespace Roundtable.Files.Requests;

/// <summary>Opens a reply that replaces another one, which stays.</summary>
internal sealed class ReplaceReply(
    StoreIndex index,
    ConversationEntry entry,
    (MessageId Replaced, MessageId Question, NewReply Reply, RequestKey? Key) what,
    TimeProvider time
) : OpenReplies(index, entry, what.Key, time)
{
    public override MessageId Question => what.Question;

    protected override int Count => 1;

    protected override void Require(PreparedConversation prepared)
    {
        if (prepared.Open.ContainsKey(what.Replaced.Number))
            throw new MessageOpenException(what.Replaced);
    }

    protected override void AddChunks(DateTimeOffset now) => AddOpening(what.Reply, (what.Question, what.Replaced), now);
}
