using System.Text.Json.Serialization;

namespace Roundtable.Stored;

/// <summary>A chunk as it is stored: the requirements' six members, then ours, in this order.</summary>
internal sealed record ChunkFile
{
    public required string MessageId { get; init; }
    public required int Seq { get; init; }
    public required string Tokens { get; init; }
    public required DateTimeOffset Timestamp { get; init; }
    public string? AgentId { get; init; }
    public required MessageStatus Status { get; init; }
    public required int Format { get; init; }
    public required int Offset { get; init; }
    public required int TokenOffset { get; init; }
    public required int TokenCount { get; init; }
    public IReadOnlyList<BundleMark>? Bundles { get; init; }
    public string? AuthorId { get; init; }
    public string? Model { get; init; }
    public string? ReplyTo { get; init; }
    public RoutedBy? RoutedBy { get; init; }
    public string? Replaces { get; init; }

    [JsonConverter(typeof(StoredTag))]
    public ulong? Tag { get; init; }

    public long? Change { get; init; }
    public FinishReason? FinishReason { get; init; }
    public MessageError? Error { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }

    public static byte[] Encode(MessageChunk chunk) => ChunkEncoder.Encode(chunk);

    /// <summary>The chunk, if these bytes are a sound one and have this place; else why not.</summary>
    public static ChunkReading Decode(ReadOnlySpan<byte> bytes, MessageId id, int seq)
    {
        if (!ChecksummedJson.IsSound(bytes))
            return ChunkReading.Damaged(seq, "checksum");
        if (CanonicalChunk.Read(bytes) is { } usual)
            return usual.MessageId == id && usual.Seq == seq ? ChunkReading.Sound(usual) : ChunkReading.Damaged(seq, "foreign");
        if (ChecksummedJson.Decode(bytes, StoredJson.Default.ChunkFile, out var reason) is not { } file)
            return ChunkReading.Damaged(seq, reason);
        if (file.Format != ChecksummedJson.Format)
            return ChunkReading.Damaged(seq, "format");
        if (file.MessageId != id.ToString() || file.Seq != seq)
            return ChunkReading.Damaged(seq, "foreign");
        return file.TryToChunk(id, out var chunk) ? ChunkReading.Sound(chunk) : ChunkReading.Damaged(seq, "format");
    }

    /// <summary>The chunk, if these bytes are a sound one, whatever its place.</summary>
    public static MessageChunk? DecodeAny(ReadOnlySpan<byte> bytes)
    {
        if (!ChecksummedJson.IsSound(bytes))
            return null;
        if (CanonicalChunk.Read(bytes) is { } usual)
            return usual;
        var file = ChecksummedJson.Decode(bytes, StoredJson.Default.ChunkFile, out _);
        return
            file?.Format == ChecksummedJson.Format
            && Roundtable.MessageId.TryParse(file.MessageId, out var id)
            && file.TryToChunk(id, out var chunk)
            ? chunk
            : null;
    }

    /// <summary>Whether its numbers are such as a chunk has.</summary>
    public static bool MakesSense(MessageChunk chunk) =>
        chunk.Offset >= 0 && chunk.TokenOffset >= 0 && chunk.TokenCount >= 0 && FitsBundles(chunk);

    private static bool FitsBundles(MessageChunk chunk)
    {
        var length = 0L;
        foreach (var bundle in chunk.Bundles)
            length += bundle.Length;
        return chunk.Bundles.Count == 0 || length == chunk.Tokens.Length;
    }

    private bool TryToChunk(MessageId id, out MessageChunk chunk)
    {
        chunk = new MessageChunk
        {
            MessageId = id,
            Seq = Seq,
            Tokens = Tokens,
            Timestamp = Timestamp,
            AgentId = AgentId,
            Status = Status,
            Offset = Offset,
            TokenOffset = TokenOffset,
            TokenCount = TokenCount,
            Bundles = Bundles ?? [],
            AuthorId = UserId.TryParse(AuthorId, out var author) ? author : null,
            Model = Model,
            ReplyTo = Roundtable.MessageId.TryParse(ReplyTo, out var replyTo) ? replyTo : null,
            RoutedBy = RoutedBy,
            Replaces = Roundtable.MessageId.TryParse(Replaces, out var replaces) ? replaces : null,
            Tag = Tag,
            Change = Change,
            FinishReason = FinishReason,
            Error = Error,
            CompletedAt = CompletedAt,
        };
        return MakesSense(chunk)
            && AuthorId is null == chunk.AuthorId is null
            && ReplyTo is null == chunk.ReplyTo is null
            && Replaces is null == chunk.Replaces is null;
    }
}
