namespace Roundtable.Stored;

/// <summary>Where the next bundle of a reply has to begin.</summary>
/// <param name="Length">Its offset.</param>
/// <param name="Seq">The open chunk.</param>
/// <param name="HasOpenChunk">Whether that chunk has a bundle, so that the next one may begin a new chunk.</param>
internal readonly record struct PreparedReply(int Length, int Seq, bool HasOpenChunk)
{
    public static readonly PreparedReply Empty = new(0, 1, false);

    /// <summary>The message's tag; 0 where a reply is recovered only to be ended.</summary>
    public ulong Tag { get; init; }

    public static PreparedReply Of(LiveReply reply) => new(reply.Length, reply.Seq, reply.Open.Count > 0);

    public bool IsContinuedBy(Bundle bundle) =>
        bundle.Offset == Length && bundle.Tokens.Length > 0 && (bundle.Seq == Seq || (bundle.Seq == Seq + 1 && HasOpenChunk));

    /// <summary>Where the one behind these has to begin.</summary>
    /// <exception cref="InvalidOperationException">One of them does not continue the reply.</exception>
    public PreparedReply After(IReadOnlyList<Bundle> bundles)
    {
        var (after, reply) = (this, bundles[0].MessageId);
        foreach (var bundle in bundles)
        {
            if (bundle.MessageId != reply || !after.IsContinuedBy(bundle))
                throw new InvalidOperationException(
                    $"The bundle at {bundle.Offset} of chunk {bundle.Seq} does not continue message {reply}."
                );
            after = after.After(bundle);
        }

        return after;
    }

    public PreparedReply After(Bundle bundle) =>
        this with
        {
            Length = Length + bundle.Tokens.Length,
            Seq = bundle.ClosesChunk ? bundle.Seq + 1 : bundle.Seq,
            HasOpenChunk = !bundle.ClosesChunk,
        };
}
