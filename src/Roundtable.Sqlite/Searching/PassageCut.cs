using Roundtable.Searching;

namespace Roundtable.Sqlite.Searching;

/// <summary>
/// Says where a text is cut into passages: after so many code units, wherever that is; the last words before the cut come
/// again after it, as many as one term can have, so that a term is found across it.
/// </summary>
internal static class PassageCut
{
    private const int OverlapMax = Passage.CutLength;

    /// <summary>The stretches of a text after the passages that it has, up to its end or, while it grows, to the last cut.</summary>
    /// <param name="text">The text from where the next passage begins.</param>
    /// <param name="place">Where that is, and how far the passages reach.</param>
    public static IEnumerable<Passage> Of(string text, (int Next, int Reached) place, bool isEnd)
    {
        var (origin, end) = (place.Next, place.Next + text.Length);
        var (next, reached) = place;
        while (end - reached >= Passage.CutLength)
        {
            reached = Whole(text, reached + Passage.CutLength - origin) + origin;
            var piece = text[(next - origin)..(reached - origin)];
            var after = next + NextIn(piece);
            yield return new Passage(0, next, piece.Length, after, 0);
            next = after;
        }

        if (isEnd && end > reached)
            yield return new Passage(0, next, end - next, end, 0);
    }

    /// <summary>Where in a passage the words begin that come again.</summary>
    private static int NextIn(string passage)
    {
        var words = new List<(int Start, int Length)>();
        for (var reader = new WordReader(passage); reader.Read(); )
            words.Add((reader.Start, reader.Word.Length));
        if (words.Count == 0 || passage.Length - words[^1].Start > OverlapMax)
            return passage.Length;

        // The last one may go on behind the cut. Before it, as much as can be asked for in one term.
        var (first, length) = (words.Count - 1, 0);
        while (first > 0 && passage.Length - words[first - 1].Start <= OverlapMax)
        {
            length += words[first - 1].Length;
            if (length > SearchTerms.LengthMax)
                break;
            first--;
        }

        return words[first].Start;
    }

    private static int Whole(string text, int at) =>
        at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]) ? at + 1 : at;
}
