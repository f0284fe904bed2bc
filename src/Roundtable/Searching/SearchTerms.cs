using System.Diagnostics.CodeAnalysis;

namespace Roundtable.Searching;

/// <summary>
/// What is searched for. White space divides terms; each term has to be in the text, in any order. A term of several words
/// is these words one after the other, and its last word may be the beginning of a longer one.
/// </summary>
public sealed class SearchTerms
{
    /// <summary>Longest text of a search, in UTF-16 code units.</summary>
    public const int LengthMax = 128;

    private readonly string[][] _terms;

    private SearchTerms(string[][] terms) => _terms = terms;

    /// <summary>The folded words of each term.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Words => _terms;

    /// <summary>Each term alone.</summary>
    internal IEnumerable<SearchTerms> Each => _terms.Select(term => new SearchTerms([term]));

    /// <summary>The terms in one text: what is folded alike is searched alike.</summary>
    public string Key => string.Join('\n', _terms.Select(term => string.Join(' ', term)));

    /// <summary>False when there is no word in it, or it is longer than <see cref="LengthMax"/>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SearchTerms? terms)
    {
        terms = null;
        if (text.Length > LengthMax)
            return false;
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(WordsOf);
        var found = words.Where(term => term.Length > 0).ToArray();
        terms = found.Length > 0 ? new SearchTerms(found) : null;
        return terms is not null;
    }

    /// <summary>Where the first of the terms begins in a text that has them all; null when one is missing.</summary>
    internal int? FirstIn(string text)
    {
        var searches = Array.ConvertAll(_terms, term => new TermSearch(term));
        var (missing, first) = (searches.Length, int.MaxValue);
        var reader = new WordReader(text);
        while (missing > 0 && reader.Read())
        {
            foreach (var search in searches)
            {
                if (search.FoundAt is not null || !search.Take(reader))
                    continue;
                missing--;
                first = Math.Min(first, search.FoundAt!.Value);
            }
        }

        return missing == 0 ? first : null;
    }

    /// <summary>Where terms are between two places of a text: whole words, in order, none inside another.</summary>
    internal IReadOnlyList<SearchHighlight> Between(string text, int start, int end)
    {
        var searches = Array.ConvertAll(_terms, term => new TermSearch(term));
        var found = new List<SearchHighlight>();
        // From the beginning of the text: from anywhere else, the rest of a word would pass for one.
        for (var reader = new WordReader(text); reader.Read() && reader.Start < end; )
        {
            foreach (var search in searches)
            {
                if (search.Take(reader) && reader.End > start)
                    Add(found, Math.Max(search.FoundAt!.Value, start), Math.Min(reader.End, end));
            }
        }

        return found;
    }

    /// <summary>Adds what ends no earlier than what is there, and takes together what overlaps.</summary>
    private static void Add(List<SearchHighlight> found, int start, int end)
    {
        while (found.Count > 0 && found[^1].Start + found[^1].Length > start)
        {
            start = Math.Min(start, found[^1].Start);
            found.RemoveAt(found.Count - 1);
        }

        found.Add(new SearchHighlight(start, end - start));
    }

    private static string[] WordsOf(string term)
    {
        var words = new List<string>();
        for (var reader = new WordReader(term); reader.Read(); )
            words.Add(reader.Word.ToString());
        return [.. words];
    }
}
