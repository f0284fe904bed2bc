namespace Roundtable;

/// <summary>The unit in which text is shown: a few tokens of an agent's message, made durable before anybody sees them.</summary>
public sealed record Bundle
{
    /// <summary>The message it belongs to.</summary>
    public required MessageId MessageId { get; init; }

    /// <summary>The chunk it belongs to, 1 or more. A bundle with the next number closes the chunk before.</summary>
    public required int Seq { get; init; }

    /// <summary>Where its text begins in the message, in UTF-16 code units.</summary>
    public required int Offset { get; init; }

    /// <summary>The text, never empty; it begins and ends between code points.</summary>
    public required string Tokens { get; init; }

    /// <summary>Tokens in it.</summary>
    public required int TokenCount { get; init; }

    /// <summary>When it was cut; whole milliseconds, UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Whether its chunk is full with it.</summary>
    public bool ClosesChunk { get; init; }
}
