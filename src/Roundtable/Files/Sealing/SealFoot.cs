namespace Roundtable.Files.Sealing;

/// <summary>The last line of a sealed file: where each message begins, and what an index has to know of it.</summary>
internal sealed record SealFoot
{
    public required int LineCount { get; init; }
    public required long SizeBytes { get; init; }
    public required long Change { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required IReadOnlyList<SealedMessage> Messages { get; init; }
}
