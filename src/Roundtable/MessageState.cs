namespace Roundtable;

/// <summary>What a store knows of a message without reading its text, at one moment.</summary>
public readonly record struct MessageState
{
    /// <summary>Who speaks.</summary>
    public required MessageRole Role { get; init; }

    /// <summary>Whether more may come.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>UTF-16 code units shown so far.</summary>
    public required int Length { get; init; }

    /// <summary>Tokens shown so far.</summary>
    public required int TokenCount { get; init; }

    /// <summary>Chunks so far, the open one included.</summary>
    public required int ChunkCount { get; init; }
}
