namespace Roundtable.Searching;

/// <summary>A piece of a text around a place: never half a surrogate pair, and an ellipsis where something is left out.</summary>
/// <param name="Text">At most about 160 code units.</param>
/// <param name="Highlights">Where in it the terms are.</param>
internal sealed record Snippet(string Text, IReadOnlyList<SearchHighlight> Highlights)
{
    private const int LengthMax = 160;
    private const int Before = 40;
    private const string Ellipsis = "…";

    public static Snippet Of(string text, int place, SearchTerms terms)
    {
        var start = Whole(text, Math.Max(0, place - Before));
        var end = Whole(text, Math.Min(text.Length, start + LengthMax));
        var (front, behind) = (start > 0 ? Ellipsis : "", end < text.Length ? Ellipsis : "");
        var moved = terms.Between(text, start, end).Select(found => found with { Start = found.Start - start + front.Length });
        return new Snippet(front + text[start..end] + behind, [.. moved]);
    }

    private static int Whole(string text, int at) =>
        at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]) ? at - 1 : at;
}
