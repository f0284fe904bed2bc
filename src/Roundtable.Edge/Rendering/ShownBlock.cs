namespace Roundtable.Edge.Rendering;

/// <summary>A block that a reader has, and by it the ones before.</summary>
/// <param name="html">As it was shown; null when that is not known.</param>
/// <param name="mayLink">Whether it has a bracket, so that a definition that comes later may make a link of it.</param>
/// <param name="before">The one before; null: none.</param>
internal sealed class ShownBlock(string? html, bool mayLink, ShownBlock? before)
{
    // The text itself would keep every message that somebody follows in memory once more.
    private readonly (int Length, int Hash)? _shown = html is null ? null : Digest(html);

    public ShownBlock? Before => before;

    /// <summary>Which block it is.</summary>
    public int Index { get; } = before is null ? 0 : before.Index + 1;

    /// <summary>Whether its reader has, or may have, another one than this.</summary>
    /// <param name="definesLinks">Whether the whole text defines any.</param>
    public bool MayDifferFrom(string now, bool definesLinks) =>
        _shown is { } shown ? shown != Digest(now) : mayLink && definesLinks;

    /// <summary>With more of them behind it.</summary>
    public static ShownBlock? Append(ShownBlock? last, IEnumerable<string?> blocks, bool mayLink)
    {
        foreach (var block in blocks)
            last = new ShownBlock(block, mayLink, last);
        return last;
    }

    private static (int Length, int Hash) Digest(string html) => (html.Length, string.GetHashCode(html));
}
