using Roundtable.Stored;

namespace Roundtable.Files.Sealing;

/// <summary>Consecutive chunks of one message, folded into one line; each of them can be had as it was.</summary>
internal sealed class FoldedRun : SealedRun
{
    private readonly RunFile _file;
    private readonly UserId? _author;
    private readonly MessageId? _replyTo;
    private readonly MessageId? _replaces;
    private readonly IReadOnlyList<long[]> _marks;

    private FoldedRun(MessageId id, RunFile file)
        : base(id)
    {
        (_file, _marks) = (file, file.Chunks ?? []);
        _author = UserId.TryParse(file.AuthorId, null, out var author) ? author : null;
        _replyTo = MessageId.TryParse(file.ReplyTo, null, out var replyTo) ? replyTo : null;
        _replaces = MessageId.TryParse(file.Replaces, null, out var replaces) ? replaces : null;
    }

    public override int First => _file.Seq;

    public override int Last => Math.Max(1, First) + _marks.Count - (_author is null ? 1 : 0);

    public override int Offset => _file.Offset ?? 0;

    public override string Tokens => _file.Tokens;

    public override MessageChunk FirstChunk => HasOpening ? Opening() : Chunk(Places().First());

    public override MessageChunk LastChunk => _marks.Count > 0 ? Chunk(Places().Last()) : Opening();

    /// <summary>Whether its first chunk is an opening, or a user's message: those have no mark.</summary>
    private bool HasOpening => First == 0 || _author is not null;

    /// <summary>Folds chunks into a line; null when it would not give them back to the byte of their files.</summary>
    public static byte[]? Encode(IReadOnlyList<SealedLine> lines)
    {
        var bytes = ChecksummedJson.Encode(RunFile.Of([.. lines.Select(line => line.Chunk)]), FileJson.Default.RunFile);
        if (Decode(bytes) is not { } run)
            return null;
        var unfolded = run.Chunks().Select(ChunkFile.Encode).ToList();
        return
            unfolded.Count == lines.Count && unfolded.Zip(lines).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second.Bytes))
            ? bytes
            : null;
    }

    public static new FoldedRun? Decode(ReadOnlySpan<byte> line) =>
        ChecksummedJson.IsSound(line)
        && (CanonicalRun.Read(line) ?? ChecksummedJson.Decode(line, FileJson.Default.RunFile, out _)) is { } file
        && file.Format == SealedFormat.Newest
        && MessageId.TryParse(file.MessageId, null, out var id)
        && new FoldedRun(id, file) is var run
        && run.MakesSense()
            ? run
            : null;

    public override IEnumerable<MessageChunk> Chunks()
    {
        if (HasOpening)
            yield return Opening();
        foreach (var place in Places())
            yield return Chunk(place);
    }

    private IEnumerable<RunPlace> Places() => RunPlace.Of(_marks, _file.Timestamp, _file.TokenOffset ?? 0);

    /// <summary>An opening, or a user's message.</summary>
    private MessageChunk Opening() =>
        new()
        {
            MessageId = MessageId,
            Seq = First,
            Tokens = _author is null ? "" : _file.Tokens,
            Timestamp = _file.Timestamp,
            AgentId = _file.AgentId,
            Status = _author is null ? MessageStatus.Streaming : MessageStatus.Complete,
            TokenCount = _file.TokenCount ?? 0,
            AuthorId = _author,
            Model = _file.Model,
            ReplyTo = _replyTo,
            RoutedBy = _file.RoutedBy,
            Replaces = _replaces,
            Tag = _file.Tag,
            Change = _file.Change,
        };

    private MessageChunk Chunk(RunPlace place)
    {
        var isEnd = _file.FinishReason is not null && place.Index == _marks.Count - 1;
        return new MessageChunk
        {
            MessageId = MessageId,
            Seq = Math.Max(1, First) + place.Index,
            Tokens = _file.Tokens.Substring((int)place.Position, (int)place.Length),
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(place.Milliseconds),
            AgentId = _file.AgentId,
            Status = isEnd ? MessageStatus.Complete : MessageStatus.Streaming,
            Offset = Offset + (int)place.Position,
            TokenOffset = (int)place.TokenOffset,
            TokenCount = (int)place.TokenCount,
            Bundles = place.Bundles,
            Change = isEnd ? _file.EndChange : null,
            FinishReason = isEnd ? _file.FinishReason : null,
            Error = isEnd ? _file.Error : null,
            CompletedAt = isEnd ? _file.CompletedAt : null,
        };
    }

    /// <summary>Whether it has a chunk, and its numbers fit its text, so that unfolding cannot fail.</summary>
    private bool MakesSense()
    {
        if (First < 0 || Offset < 0 || _file.TokenOffset < 0 || _file.TokenCount < 0)
            return false;
        if (_file.AuthorId is null != _author is null || _file.ReplyTo is null != _replyTo is null)
            return false;
        if (_file.Replaces is null != _replaces is null || _marks.Any(mark => mark is null))
            return false;
        if (_marks.Count == 0)
            return _author is not null || (First == 0 && _file.Tokens.Length == 0);
        var length = 0L;
        foreach (var place in Places())
        {
            if (!place.MakesSense)
                return false;
            length = place.Position + place.Length;
        }

        return _author is null
            && length == _file.Tokens.Length
            && Offset + (long)_file.Tokens.Length <= int.MaxValue
            && First + (long)_marks.Count <= IdSegment.NumberMax;
    }
}
