using Roundtable.Edge.Rendering;

namespace Roundtable.Tests.Rendering;

/// <summary>Reads a message's blocks as a client does: blocks from an index on are replaced.</summary>
internal sealed class BlockReader(LiveRenderer renderer)
{
    private RenderState _state = RenderState.Of("");

    public List<string> Blocks { get; } = [];

    /// <summary>How many events brought blocks.</summary>
    public int Rendered { get; private set; }

    /// <summary>Begins anew with a snapshot.</summary>
    public void Begin(string text)
    {
        (_state, var html) = renderer.Begin(text);
        Apply(new RenderedBlocks(0, html));
    }

    /// <summary>Was cut off, and comes back with what it has.</summary>
    public void Resume(string text) => _state = renderer.Resume(text);

    public bool Advance(string tokens)
    {
        (_state, var blocks) = renderer.Advance(_state, tokens);
        Apply(blocks);
        return blocks is not null;
    }

    public RenderedBlocks? End(string text)
    {
        var blocks = LiveRenderer.End(_state, text, renderer.Begin(text).Html);
        Apply(blocks);
        return blocks;
    }

    private void Apply(RenderedBlocks? blocks)
    {
        if (blocks is null)
            return;
        Rendered++;
        Assert.InRange(blocks.From, 0, Blocks.Count);
        Blocks.RemoveRange(blocks.From, Blocks.Count - blocks.From);
        Blocks.AddRange(blocks.Html);
    }
}
