using Markdig.Parsers;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Roundtable.Edge.Rendering;

/// <summary>
/// Bounds what one paragraph or heading may cost. Brackets, addresses and marks of emphasis cost their number times the length, so that a
/// hostile text of 200 KB would take ten seconds; what is beyond the bound is shown as it was written.
/// </summary>
internal static class InlineBudget
{
    private const int LengthMax = 64 * 1024;
    private const int CellsMax = 8_000;

    /// <summary>Each looks for its other end among all before it. People write hundreds at most.</summary>
    private const int DelimitersMax = 2_000;
    private const long CostMax = 5_000_000;

    public static void Guard(params BlockParser[] parsers)
    {
        foreach (var parser in parsers)
            parser.Closed += static (_, block) => Check((LeafBlock)block);
    }

    private static void Check(LeafBlock block)
    {
        var text = block.Lines.Count == 0 ? "" : block.Lines.ToString();
        if (IsWithin(text))
            return;
        block.ProcessInlines = false;
        block.Inline = new ContainerInline();
        block.Inline.AppendChild(new LiteralInline(text));
    }

    private static bool IsWithin(string text)
    {
        if (text.Length < 1024)
            return true;
        var span = text.AsSpan();
        var costly = span.Count('[') + span.Count("://") + span.Count("www.") + span.Count('@') + span.Count('<');
        return span.Length <= LengthMax
            && span.Count('|') <= CellsMax
            && span.Count('*') + span.Count('_') + span.Count('~') <= DelimitersMax
            && (long)costly * span.Length <= CostMax;
    }
}
