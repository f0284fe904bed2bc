namespace Roundtable.Moving;

/// <summary>
/// Watches the chunks of a conversation go by, and tells what should be between them and is not: a message, a chunk, a
/// stretch of text, an end. What is known to be lost is not missed.
/// </summary>
/// <param name="isKnown">Whether it is known of an id that it is lost, or that it does not join its neighbour, for this reason.</param>
/// <param name="isOpen">Whether a message need not have an end.</param>
/// <param name="tell">Told the id and the reason of everything that is wrong.</param>
internal sealed class MessageWatch(
    ConversationId id,
    Func<string, string, bool> isKnown,
    Predicate<MessageId> isOpen,
    Action<string, string> tell
)
{
    public const string Missing = "missing";
    public const string Offset = "offset";
    public const string Overlap = "overlap";
    public const string End = "end";

    /// <summary>The last one that joins what was before it.</summary>
    private MessageChunk? _last;
    private int _number;
    private int _seq;

    /// <summary>The next chunk: tells what is wrong before it or with it.</summary>
    public void Add(MessageChunk chunk)
    {
        var number = chunk.MessageId.Number;
        if (number == _number)
        {
            RequireBetween(_seq + 1, chunk.Seq);
            Continue(chunk, _last!);
        }
        else
        {
            Finish();
            for (var missing = _number + 1; missing < number; missing++)
                Require(new MessageId(id, missing).ToString(), Missing);
            (_number, _last) = (number, chunk);
            if (chunk.AuthorId is null)
                RequireBetween(0, chunk.Seq);
        }

        _seq = chunk.Seq;
    }

    /// <summary>Nothing more follows.</summary>
    public void Finish()
    {
        if (_last is { Status: not MessageStatus.Complete } && !isOpen(_last.MessageId))
            Require(IdOf(_seq + 1), Missing);
    }

    /// <summary>What stands behind an end, or begins inside the one before, is not read: what follows is to join that one.</summary>
    private void Continue(MessageChunk chunk, MessageChunk before)
    {
        var end = before.Offset + before.Length;
        if (before.Status == MessageStatus.Complete)
        {
            tell(IdOf(chunk.Seq), End);
        }
        else if (chunk.Offset < end || chunk.TokenOffset < before.TokenOffset + before.TokenCount)
        {
            tell(IdOf(chunk.Seq), Overlap);
        }
        else
        {
            if (chunk.Seq == before.Seq + 1 && chunk.Offset > end)
                Require(IdOf(chunk.Seq), Offset);
            _last = chunk;
        }
    }

    private void RequireBetween(int first, int next)
    {
        for (var seq = first; seq < next; seq++)
            Require(IdOf(seq), Missing);
    }

    private void Require(string lost, string reason)
    {
        if (!isKnown(lost, reason))
            tell(lost, reason);
    }

    private string IdOf(int seq)
    {
        var message = new MessageId(id, _number);
        return seq == 0 ? message.ToString() : new ChunkId(message, seq).ToString();
    }
}
