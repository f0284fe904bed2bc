using Markdig.Extensions.Mathematics;
using Markdig.Helpers;
using Markdig.Parsers;

namespace Roundtable.Edge.Rendering;

/// <summary>
/// Mathematics as many models write it, <c>\(x\)</c> and <c>\[x\]</c>: without this Markdown would take the strokes away, and
/// asterisks in it for emphasis.
/// </summary>
internal sealed class BracketedMath : InlineParser
{
    /// <summary>What is longer is not looked for: many beginnings without an end must not cost the text each.</summary>
    private const int LengthMax = 1_000;

    public BracketedMath() => OpeningCharacters = ['\\'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var end = slice.PeekChar() switch
        {
            '(' => "\\)",
            '[' => "\\]",
            _ => null,
        };
        if (end is null)
            return false;

        var begin = slice.Start + 2;
        var rest = slice.Text.AsSpan(begin, Math.Min(LengthMax, slice.End + 1 - begin));
        var length = rest.IndexOf(end);
        if (length <= 0)
            return false;

        processor.Inline = new MathInline
        {
            Delimiter = '\\',
            DelimiterCount = 1,
            Content = new StringSlice(slice.Text, begin, begin + length - 1),
        };
        slice.Start = begin + length + end.Length;
        return true;
    }
}
