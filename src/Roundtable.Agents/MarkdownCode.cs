namespace Roundtable.Agents;

/// <summary>Takes the code out of Markdown: what is in a code span or a fenced block was not said to anybody.</summary>
internal static class MarkdownCode
{
    /// <summary>The text with every character of code replaced by a space, so that offsets stay. Linear in its length.</summary>
    public static string Blank(string text) =>
        text.Contains('`') || text.Contains("~~~", StringComparison.Ordinal)
            ? string.Create(
                text.Length,
                text,
                static (result, source) =>
                {
                    source.CopyTo(result);
                    BlankBlocks(result);
                }
            )
            : text;

    private static void BlankBlocks(Span<char> text)
    {
        var fence = default(Fence);
        var paragraph = 0;
        for (var start = 0; start < text.Length; )
        {
            var next = text[start..].IndexOf('\n') is var found and >= 0 ? start + found + 1 : text.Length;
            var line = text[start..next];
            var mark = Fence.Of(line);
            if (fence.Length > 0)
            {
                if (mark.Closes(fence))
                    fence = default;
                line.Fill(' ');
                paragraph = next;
            }
            else if (mark.Length > 0 || line.IsWhiteSpace())
            {
                // A code span does not reach beyond its paragraph.
                BlankSpans(text[paragraph..start]);
                paragraph = next;
                fence = mark;
                if (mark.Length > 0)
                    line.Fill(' ');
            }

            start = next;
        }

        if (paragraph < text.Length)
            BlankSpans(text[paragraph..]);
    }

    private static void BlankSpans(Span<char> paragraph)
    {
        var runs = Runs(paragraph);
        for (var opening = 0; opening < runs.Count; opening++)
        {
            var closing = runs[opening].Next;
            if (closing < 0)
                continue;
            var end = runs[closing].Start + runs[closing].Length;
            paragraph[runs[opening].Start..end].Fill(' ');
            opening = closing;
        }
    }

    /// <summary>Every run of backticks with the index of the next one of its length (-1: none), found backwards in one pass.</summary>
    private static List<(int Start, int Length, int Next)> Runs(ReadOnlySpan<char> paragraph)
    {
        List<(int Start, int Length, int Next)> runs = [];
        for (var i = 0; i < paragraph.Length; i++)
        {
            if (paragraph[i] != '`')
                continue;
            var length = paragraph[i..].IndexOfAnyExcept('`') is var other and >= 0 ? other : paragraph.Length - i;
            runs.Add((i, length, -1));
            i += length;
        }

        var nearest = new Dictionary<int, int>();
        for (var i = runs.Count - 1; i >= 0; i--)
        {
            runs[i] = runs[i] with { Next = nearest.GetValueOrDefault(runs[i].Length, -1) };
            nearest[runs[i].Length] = i;
        }

        return runs;
    }

    /// <summary>Three or more backticks or tildes at the beginning of a line.</summary>
    private readonly record struct Fence(char Mark, int Length, bool Bare)
    {
        public static Fence Of(ReadOnlySpan<char> line)
        {
            var text = line.TrimStart(' ');
            if (line.Length - text.Length > 3 || text.IsEmpty || text[0] is not ('`' or '~'))
                return default;

            var length = text.IndexOfAnyExcept(text[0]) is var other and >= 0 ? other : text.Length;
            var rest = text[length..];
            var opens = length >= 3 && (text[0] == '~' || !rest.Contains('`'));
            return opens ? new Fence(text[0], length, rest.IsWhiteSpace()) : default;
        }

        public bool Closes(Fence opening) => Bare && Mark == opening.Mark && Length >= opening.Length;
    }
}
