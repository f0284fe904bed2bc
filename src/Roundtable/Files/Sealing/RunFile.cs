using System.Text.Json.Serialization;
using Roundtable.Stored;

namespace Roundtable.Files.Sealing;

/// <summary>
/// A run as it is stored: consecutive chunks of one message, their text in one piece, what an opening and an end say said
/// once, and how the text was cut as numbers. Members are in this order; what is absent is left out.
/// </summary>
internal sealed record RunFile
{
    public required string MessageId { get; init; }

    /// <summary>The sequence number of its first chunk; 0 where that is an opening.</summary>
    public required int Seq { get; init; }

    public required string Tokens { get; init; }

    /// <summary>That of its first chunk.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    public string? AgentId { get; init; }
    public required int Format { get; init; }

    /// <summary>Absent: 0.</summary>
    public int? Offset { get; init; }

    /// <summary>Absent: 0.</summary>
    public int? TokenOffset { get; init; }

    /// <summary>Of a user's message.</summary>
    public int? TokenCount { get; init; }

    /// <summary>
    /// For each chunk of an agent's text: milliseconds since the one before it, or since <see cref="Timestamp"/>; then length and
    /// token count of each of its bundles.
    /// </summary>
    public IReadOnlyList<long[]>? Chunks { get; init; }

    public string? AuthorId { get; init; }
    public string? Model { get; init; }
    public string? ReplyTo { get; init; }
    public RoutedBy? RoutedBy { get; init; }
    public string? Replaces { get; init; }

    [JsonConverter(typeof(StoredTag))]
    public ulong? Tag { get; init; }

    /// <summary>That of the opening, or of a user's message.</summary>
    public long? Change { get; init; }

    /// <summary>That of the last chunk.</summary>
    public long? EndChange { get; init; }

    public FinishReason? FinishReason { get; init; }
    public MessageError? Error { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>A run of these chunks, if one says the same as they do: who wants to be sure unfolds it and compares.</summary>
    public static RunFile Of(IReadOnlyList<MessageChunk> chunks)
    {
        var (first, last) = (chunks[0], chunks[^1]);
        var hasOpening = first.Seq == 0 || first.AuthorId is not null;
        return new RunFile
        {
            MessageId = first.MessageId.ToString(),
            Seq = first.Seq,
            Tokens = chunks.Count == 1 ? first.Tokens : string.Concat(chunks.Select(chunk => chunk.Tokens)),
            Timestamp = first.Timestamp,
            AgentId = first.AgentId,
            Format = SealedFormat.Newest,
            Offset = first.Offset > 0 ? first.Offset : null,
            TokenOffset = first.TokenOffset > 0 ? first.TokenOffset : null,
            TokenCount = first.AuthorId is null ? null : first.TokenCount,
            Chunks = first.AuthorId is null ? [.. MarksOf(chunks)] : null,
            AuthorId = first.AuthorId?.ToString(),
            Model = first.Model,
            ReplyTo = first.ReplyTo?.ToString(),
            RoutedBy = first.RoutedBy,
            Replaces = first.Replaces?.ToString(),
            Tag = first.Tag,
            Change = hasOpening ? first.Change : null,
            EndChange = first.AuthorId is null && last.Seq > 0 ? last.Change : null,
            FinishReason = last.FinishReason,
            Error = last.Error,
            CompletedAt = last.CompletedAt,
        };
    }

    /// <summary>An opening has none.</summary>
    private static IEnumerable<long[]> MarksOf(IReadOnlyList<MessageChunk> chunks)
    {
        var before = chunks[0].Timestamp;
        foreach (var chunk in chunks.Where(chunk => chunk.Seq > 0))
        {
            yield return RunPlace.MarkOf(chunk, before);
            before = chunk.Timestamp;
        }
    }
}
