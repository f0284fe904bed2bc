namespace Roundtable.Files.Sealing;

/// <summary>The first line of a sealed file: which messages of which conversation it holds.</summary>
internal sealed record SealHead
{
    public required string ConversationId { get; init; }
    public required int Seal { get; init; }
    public required int First { get; init; }
    public required int Last { get; init; }
    public required int Format { get; init; }
}
