namespace Roundtable.Edge.Wire;

/// <summary>The chunks of a message, by sequence.</summary>
internal sealed record ChunkListBody(IReadOnlyList<ChunkBody> Items);
