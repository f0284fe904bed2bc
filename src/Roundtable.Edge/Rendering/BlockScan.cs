using Markdig;
using Markdig.Syntax;

namespace Roundtable.Edge.Rendering;

/// <summary>Where the top-level blocks of a text begin, without looking into them.</summary>
/// <param name="Starts">Offsets of the lines at which blocks begin, ascending, the first one 0; none in a text without blocks.</param>
/// <param name="Targets">What is known of links after it.</param>
internal sealed record BlockScan(IReadOnlyList<int> Starts, LinkTargets Targets)
{
    public static BlockScan Of(string text, LinkTargets known)
    {
        if (TryScan(text, known) is { } found)
            return found;

        // Nested too deeply somewhere. What comes before that is as it is; the last block holds all the rest, and is shown
        // as it was written.
        var lines = LineStarts(text);
        var (low, high) = (0, lines.Count);
        var best = new BlockScan([0], known);
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (TryScan(text[..lines[middle]], known) is { } sound)
                (best, low) = (sound.Starts.Count > 0 ? sound : sound with { Starts = [0] }, middle);
            else
                high = middle;
        }

        return best;
    }

    /// <summary>The text of each block, with what follows it up to the next one.</summary>
    public IEnumerable<string> Split(string text)
    {
        for (var i = 0; i < Starts.Count; i++)
            yield return text[Starts[i]..(i + 1 < Starts.Count ? Starts[i + 1] : text.Length)];
    }

    private static BlockScan? TryScan(string text, LinkTargets known)
    {
        try
        {
            var document = Markdown.Parse(text, Pipelines.BlocksAlone);
            var blocks = document.Where(block => block is not LinkReferenceDefinitionGroup).ToList();
            if (blocks.Count == 0)
                return new BlockScan([], known.With(document));
            // What is before the first block belongs to it: definitions, and empty lines. The line of a heading that is
            // underlined is that of the line below it; its span is right.
            var starts = blocks.Skip(1).Select(block => text.LastIndexOf('\n', Math.Max(0, block.Span.Start - 1)) + 1);
            return new BlockScan([0, .. starts], known.With(document));
        }
        catch (ArgumentException)
        {
            // What Markdig says of nesting beyond its bound.
            return null;
        }
    }

    private static List<int> LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                starts.Add(i + 1);
        }

        return starts;
    }
}
