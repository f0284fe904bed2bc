namespace Roundtable.Edge.Rendering;

/// <summary>
/// Renders a message while it grows: a bundle costs the block that is open, not the message. In Markdown the lines that come
/// change nothing before the last block that whole lines have begun, but for definitions of links: those mend it in the end.
/// </summary>
internal sealed class LiveRenderer(BlockRenderer renderer)
{
    /// <summary>An open block longer than this is rendered when it has grown by an eighth: a bounded number of times, however long it becomes.</summary>
    public const int OpenLengthMax = 8 * 1024;

    private const int Share = 8;

    /// <summary>All blocks of a text, and the state of a reader who has them.</summary>
    public (RenderState State, IReadOnlyList<string> Html) Begin(string text)
    {
        var html = renderer.Render(text, LinkTargets.None);
        var (state, _) = Close(RenderState.Of(text), LastOf);
        return (state with { Closed = Known(html.Take(state.Count)), Shown = html.Skip(state.Count).ToList() }, html);
    }

    /// <summary>
    /// The state of a reader who had the text bundle by bundle, and comes back. Of a very long block they may have an older
    /// state than they have text: then it is shown anew, and what is behind it. How links looked when they were shown is not known.
    /// </summary>
    public RenderState Resume(string text)
    {
        var (state, _) = Close(RenderState.Of(text), (scan, _) => LastSurelyShown(scan, text), isKnown: false);
        return state with { Lags = state.Open.Length > OpenLengthMax };
    }

    /// <summary>The state with a bundle more, and the blocks that it brings; null when they come later.</summary>
    public (RenderState State, RenderedBlocks? Blocks) Advance(RenderState state, string tokens)
    {
        var next = state with { Offset = state.Offset + tokens.Length, Open = new OpenText(state.Open, tokens) };
        if (next.Offset < state.QuietUntil)
            return (next with { Lags = true }, null);

        var (closed, html) = Close(next, LastOf);
        var text = closed.Open.ToString();
        var open = renderer.Render(text, closed.Targets);
        closed = closed with
        {
            Open = new OpenText(null, text),
            Shown = open,
            QuietUntil = text.Length > OpenLengthMax ? closed.Offset + (text.Length / Share) : 0,
            Lags = false,
        };
        return (closed, new RenderedBlocks(state.Count, [.. html, .. open]));
    }

    /// <summary>What the whole text makes of blocks that the reader has otherwise; null: nothing.</summary>
    /// <param name="whole">All blocks of the whole text.</param>
    public static RenderedBlocks? End(RenderState state, string text, IReadOnlyList<string> whole)
    {
        var definesLinks = text.Contains("]:", StringComparison.Ordinal);
        // Null: it is not known what they have of the open block, and it is what there is.
        var isOpenRight = !state.Lags && (state.Shown is null || whole.Skip(state.Count).SequenceEqual(state.Shown));
        var from = isOpenRight ? whole.Count : Math.Min(state.Count, whole.Count);
        for (var block = state.Closed; block is not null; block = block.Before)
        {
            if (block.Index >= whole.Count || block.MayDifferFrom(whole[block.Index], definesLinks))
                from = Math.Min(from, block.Index);
        }

        return isOpenRight && from == whole.Count ? null : new RenderedBlocks(from, [.. whole.Skip(from)]);
    }

    /// <summary>Moves the boundary to one of the blocks that whole lines have begun, and gives the blocks before it.</summary>
    private (RenderState State, List<string> Html) Close(
        RenderState state,
        Func<BlockScan, string, int> choose,
        bool isKnown = true
    )
    {
        var text = state.Open.ToString();
        var lines = text[..(text.LastIndexOf('\n') + 1)];
        var scan = renderer.Scan(lines, state.Targets);
        var html = new List<string>();
        var last = choose(scan, lines);
        for (var i = 0; i < last; i++)
        {
            var segment = lines[scan.Starts[i]..scan.Starts[i + 1]];
            var targets = segment.Contains("]:", StringComparison.Ordinal)
                ? renderer.Scan(segment, state.Targets).Targets
                : state.Targets;
            var blocks = renderer.RenderSegment(segment, targets);
            html.AddRange(blocks);
            state = state with
            {
                Targets = targets,
                Closed = ShownBlock.Append(
                    state.Closed,
                    isKnown ? blocks : blocks.Select(_ => null as string),
                    segment.Contains('[')
                ),
                Count = state.Count + blocks.Count,
                Boundary = state.Boundary + segment.Length,
            };
        }

        return (last > 0 ? state with { Open = new OpenText(null, text[scan.Starts[last]..]) } : state, html);
    }

    private static ShownBlock? Known(IEnumerable<string> blocks) => ShownBlock.Append(null, blocks, mayLink: false);

    private static int LastOf(BlockScan scan, string lines) => Math.Max(0, scan.Starts.Count - 1);

    /// <summary>
    /// The first block that may have been open, and long, when blocks were sent last: since then the text has grown by an
    /// eighth of it at most, and the line that was in the making has ended.
    /// </summary>
    private static int LastSurelyShown(BlockScan scan, string text)
    {
        for (var i = 0; i + 1 < scan.Starts.Count; i++)
        {
            var (start, length) = (scan.Starts[i], text.Length - scan.Starts[i]);
            var line = text.IndexOf('\n', scan.Starts[i + 1]);
            var shown = (line < 0 ? text.Length : line) - start;
            if (length > OpenLengthMax && shown >= length - (length / Share))
                return i;
        }

        return LastOf(scan, text);
    }
}
