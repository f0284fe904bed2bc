using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>A chunk of a message: where it is, and how large.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record ChunkBody
{
    /// <summary>0 for the opening of an agent's message, then 1, 2, 3; a user's message is 1.</summary>
    public required int Seq { get; init; }

    /// <summary>Where its text begins, in UTF-16 code units.</summary>
    public required int Offset { get; init; }

    /// <summary>UTF-16 code units in its text.</summary>
    public required int Length { get; init; }

    /// <summary>Tokens in it; absent when it is damaged.</summary>
    public int? TokenCount { get; init; }

    /// <summary>How its text was cut into bundles; absent when it is damaged.</summary>
    public IReadOnlyList<BundleMarkBody>? Bundles { get; init; }

    /// <summary>When its last bundle was cut, or it was stored; absent when it is damaged.</summary>
    public string? Timestamp { get; init; }

    /// <summary>Bytes of its stored JSON; absent while it is open, and when it is damaged.</summary>
    public int? SizeBytes { get; init; }

    /// <summary>Why it cannot be served: checksum, missing, foreign, format or unreadable. Absent when it is sound.</summary>
    public string? Damage { get; init; }

    public static ChunkBody From(MessageChunk chunk) =>
        new()
        {
            Seq = chunk.Seq,
            Offset = chunk.Offset,
            Length = chunk.Length,
            TokenCount = chunk.TokenCount,
            Bundles = [.. chunk.Bundles.Select(mark => new BundleMarkBody(mark.Length, mark.TokenCount))],
            Timestamp = WireTime.Format(chunk.Timestamp),
            SizeBytes = StoredChunk.Encode(chunk).Length,
        };

    /// <summary>One that cannot be served; its place is not known here.</summary>
    public static ChunkBody Unsound(ChunkReading reading) =>
        new()
        {
            Seq = reading.Seq,
            Offset = 0,
            Length = 0,
            Damage = reading.Damage,
        };
}
