namespace Roundtable.Moving;

/// <summary>
/// Watches the chunks of a conversation go by, and says what should be between them and is not: a message, a chunk, a
/// stretch of text, an end. What is known to be lost is not missed.
/// </summary>
/// <param name="isKnown">Whether it is known of an id that it is lost, or that it does not join its neighbour, for this reason.</param>
/// <param name="isOpen">Whether a message need not have an end.</param>
internal sealed class MessageWatch(ConversationId id, Func<string, string, bool> isKnown, Predicate<MessageId> isOpen)
{
    public const string Missing = "missing";
    public const string Offset = "offset";
    public const string Overlap = "overlap";
    public const string End = "end";

    private MessageChunk? _last;
    private int _number;

    /// <summary>The next chunk; gives what is wrong before it or with it.</summary>
    public (string Id, string Reason)? Add(MessageChunk chunk)
    {
        var number = chunk.MessageId.Number;
        if (number == _number)
            return Continue(chunk);
        var fault = Finish();
        for (var missing = _number + 1; missing < number; missing++)
            fault ??= Unknown(new MessageId(id, missing).ToString(), Missing);
        (_number, _last) = (number, null);
        if (chunk.AuthorId is null)
        {
            for (var seq = 0; seq < chunk.Seq; seq++)
                fault ??= Unknown(IdOf(seq), Missing);
        }

        _last = chunk;
        return fault;
    }

    /// <summary>Nothing more follows.</summary>
    public (string Id, string Reason)? Finish()
    {
        if (_last is null or { Status: MessageStatus.Complete } || isOpen(_last.MessageId))
            return null;
        return Unknown(IdOf(_last.Seq + 1), Missing);
    }

    private (string, string)? Continue(MessageChunk chunk)
    {
        var before = _last!;
        (string, string)? fault = null;
        for (var seq = before.Seq + 1; seq < chunk.Seq; seq++)
            fault ??= Unknown(IdOf(seq), Missing);
        var end = before.Offset + before.Length;
        if (before.Status == MessageStatus.Complete)
            fault ??= (IdOf(chunk.Seq), End);
        else if (chunk.Offset < end || chunk.TokenOffset < before.TokenOffset + before.TokenCount)
            fault ??= (IdOf(chunk.Seq), Overlap);
        else if (chunk.Seq == before.Seq + 1 && chunk.Offset > end)
            fault ??= Unknown(IdOf(chunk.Seq), Offset);
        _last = chunk;
        return fault;
    }

    private (string, string)? Unknown(string lost, string reason) => isKnown(lost, reason) ? null : (lost, reason);

    private string IdOf(int seq)
    {
        var message = new MessageId(id, _number);
        return seq == 0 ? message.ToString() : new ChunkId(message, seq).ToString();
    }
}
