namespace Roundtable.Tests.Doubles;

/// <summary>A folder: its names as every process sees them, and as the device has them.</summary>
internal sealed class MemoryFolder : IMemoryNode
{
    public Dictionary<string, IMemoryNode> Cached { get; } = [];

    public Dictionary<string, IMemoryNode> Durable { get; } = [];

    public IMemoryNode AfterCut(Random random)
    {
        var left = new MemoryFolder();
        foreach (var (name, node) in Durable)
            left.Cached[name] = left.Durable[name] = node.AfterCut(random);
        return left;
    }
}
