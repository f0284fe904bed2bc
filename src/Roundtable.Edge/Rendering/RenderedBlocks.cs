namespace Roundtable.Edge.Rendering;

/// <summary>Blocks from an index on; whatever there was from there on is no more.</summary>
internal sealed record RenderedBlocks(int From, IReadOnlyList<string> Html)
{
    /// <summary>About what it takes in memory.</summary>
    public long SizeBytes => 64 + Html.Sum(block => 48 + (2L * block.Length));
}
