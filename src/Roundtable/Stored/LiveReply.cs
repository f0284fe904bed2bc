namespace Roundtable.Stored;

/// <summary>
/// A reply that is being written: where it stands, and the bundles of its open chunk, which is in no file yet. The same
/// steps make the same chunks, to the byte, while serving and in recovery.
/// </summary>
internal sealed class LiveReply(MessageId id, string agentId)
{
    private readonly List<Bundle> _open = [];
    private int _knownLength; // Only after a hole in the journal: how far the text is known to have gone.

    public MessageId Id => id;

    public string AgentId => agentId;

    /// <summary>The message's tag; 0 in recovery, which ends every reply before anybody asks.</summary>
    public ulong Tag { get; init; }

    /// <summary>The chunk that is open, or that the next bundle opens.</summary>
    public int Seq { get; private set; } = 1;

    /// <summary>Where the open chunk begins.</summary>
    public int Offset { get; private set; }

    /// <summary>Tokens before the open chunk.</summary>
    public int TokenOffset { get; private set; }

    public IReadOnlyList<Bundle> Open => _open;

    public int Length => Math.Max(_knownLength, _open.Count > 0 ? _open[^1].Offset + _open[^1].Tokens.Length : Offset);

    public int TokenCount
    {
        get
        {
            var count = TokenOffset;
            foreach (var bundle in _open)
                count += bundle.TokenCount;
            return count;
        }
    }

    public int ChunkCount => _open.Count > 0 ? Seq : Seq - 1;

    /// <summary>A reply as a checkpoint recorded it.</summary>
    public static LiveReply Restore(
        MessageId id,
        string agentId,
        (int Seq, int Offset, int TokenOffset) place,
        IEnumerable<Bundle> open
    )
    {
        var reply = new LiveReply(id, agentId)
        {
            Seq = place.Seq,
            Offset = place.Offset,
            TokenOffset = place.TokenOffset,
        };
        reply._open.AddRange(open);
        return reply;
    }

    /// <summary>The same, as it stands now.</summary>
    public LiveReply Copy() => Restore(Id, AgentId, (Seq, Offset, TokenOffset), _open);

    /// <summary>Takes a bundle and gives the chunks that it closes: the one before, its own, or none.</summary>
    public IReadOnlyList<MessageChunk> Append(Bundle bundle)
    {
        var before = bundle.Seq > Seq ? CloseChunk() : null;
        _open.Add(bundle);
        var own = bundle.ClosesChunk ? CloseChunk() : null;
        return (before, own) switch
        {
            (null, null) => [],
            (null, { } one) => [one],
            ({ } one, null) => [one],
            ({ } first, { } second) => [first, second],
        };
    }

    /// <summary>
    /// In recovery: takes a bundle even if the journal has a hole before it. What the hole took from a chunk is missing from
    /// it, and every chunk after it has its place.
    /// </summary>
    public IReadOnlyList<MessageChunk> Recover(Bundle bundle)
    {
        if (bundle.Offset == Length && _knownLength == 0)
            return Append(bundle);
        if (bundle.Seq == Seq)
        {
            _knownLength = Math.Max(_knownLength, bundle.Offset + bundle.Tokens.Length);
            return [];
        }

        IReadOnlyList<MessageChunk> before = _open.Count > 0 ? [CloseChunk()] : [];
        (Seq, Offset, _knownLength) = (bundle.Seq, bundle.Offset, 0);
        return [.. before, .. Append(bundle)];
    }

    /// <summary>The open chunk as it stands; null when there is none.</summary>
    public MessageChunk? OpenChunk() => _open.Count > 0 ? ToChunk(MessageStatus.Streaming) : null;

    /// <summary>The last chunk: the open one, or an empty one of its own. After a hole in the journal, the open one and then the last.</summary>
    public IReadOnlyList<MessageChunk> End(MessageEnd ending, long change, DateTimeOffset completedAt)
    {
        if (_knownLength == 0)
            return [Last()];
        IReadOnlyList<MessageChunk> before = _open.Count > 0 ? [CloseChunk()] : [];
        (Offset, _knownLength) = (_knownLength, 0);
        return [.. before, Last()];

        MessageChunk Last() =>
            ToChunk(MessageStatus.Complete) with
            {
                Timestamp = _open.Count > 0 ? _open[^1].Timestamp : completedAt,
                FinishReason = ending.Reason,
                Error = ending.Error,
                Change = change,
                CompletedAt = completedAt,
            };
    }

    private MessageChunk CloseChunk()
    {
        var chunk = ToChunk(MessageStatus.Streaming);
        (Offset, TokenOffset) = (Length, TokenCount);
        _open.Clear();
        Seq++;
        return chunk;
    }

    private MessageChunk ToChunk(MessageStatus status) =>
        new()
        {
            MessageId = id,
            Seq = Seq,
            Tokens = string.Concat(_open.Select(bundle => bundle.Tokens)),
            Timestamp = _open.Count > 0 ? _open[^1].Timestamp : default,
            AgentId = agentId,
            Status = status,
            Offset = Offset,
            TokenOffset = TokenOffset,
            TokenCount = TokenCount - TokenOffset,
            Bundles = [.. _open.Select(bundle => new BundleMark(bundle.Tokens.Length, bundle.TokenCount))],
        };
}
