namespace Roundtable.Edge.Rendering;

/// <summary>A step's outcome.</summary>
/// <param name="State">The reader's state after it.</param>
/// <param name="Blocks">What it brings; null: nothing for the time being.</param>
internal sealed record Rendering(RenderState State, RenderedBlocks? Blocks)
{
    /// <summary>The last closed block of the reader for whom it was rendered, before it.</summary>
    public ShownBlock? After { get; init; }

    /// <summary>The same for a reader who has come to this step by another way, and has its own blocks behind it.</summary>
    public Rendering For(RenderState before)
    {
        if (ReferenceEquals(After, before.Closed))
            return this;
        var closed = Blocks?.Html.Take(State.Count - before.Count) ?? [];
        // Each of them is known as it was shown; whether it may link does not matter then.
        return this with { State = State with { Closed = ShownBlock.Append(before.Closed, closed, mayLink: false) } };
    }
}
