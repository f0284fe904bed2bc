namespace Roundtable.Searching;

/// <summary>A piece of a text around a place: never half a surrogate pair, and an ellipsis where something is left out.</summary>
internal static class Snippet
{
    private const int LengthMax = 160;
    private const int Before = 40;

    public static string Of(string text, int place)
    {
        var start = Whole(text, Math.Max(0, place - Before));
        var end = Whole(text, Math.Min(text.Length, start + LengthMax));
        return (start > 0 ? "…" : "") + text[start..end] + (end < text.Length ? "…" : "");
    }

    private static int Whole(string text, int at) =>
        at > 0 && at < text.Length && char.IsSurrogatePair(text[at - 1], text[at]) ? at - 1 : at;
}
