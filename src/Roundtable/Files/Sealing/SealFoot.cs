namespace Roundtable.Files.Sealing;

/// <summary>
/// The last line of a sealed file: where each message begins, and what an index has to know of it. The first version of the
/// format stored it as it is here.
/// </summary>
internal sealed record SealFoot
{
    public required string ConversationId { get; init; }
    public required int Seal { get; init; }
    public required int First { get; init; }
    public required int Last { get; init; }
    public required int LineCount { get; init; }
    public required long SizeBytes { get; init; }
    public required long Change { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required IReadOnlyList<SealedMessage> Messages { get; init; }
    public required int Format { get; init; }
}
