using System.Text;
using Roundtable.Searching;

namespace Roundtable.Sqlite.Searching;

/// <summary>
/// The words of a text as they stand in the index: folded, each behind its user's id and the number of a volume, so that users
/// are apart in it, a rank says nothing of others, and what a word costs to look up is bounded by what a volume holds. What a
/// search asks of it is written the same way.
/// </summary>
internal static class IndexedWords
{
    // No text that is searched for is longer, so that what is cut off makes no difference.
    private const int WordLengthMax = SearchTerms.LengthMax;

    /// <summary>The words of a passage, divided by spaces.</summary>
    /// <param name="isPart">Whether it is one of several of its message: these are apart from texts of one passage.</param>
    public static string Of(UserId user, int volume, string text, bool isPart)
    {
        var prefix = Prefix(user, volume, isPart);
        var words = new StringBuilder(text.Length * 2);
        for (var reader = new WordReader(text); reader.Read(); )
        {
            if (words.Length > 0)
                words.Append(' ');
            words.Append(prefix).Append(Cut(reader.Word));
        }

        return words.ToString();
    }

    /// <summary>What finds the passages of a volume with all the terms.</summary>
    public static string All(UserId user, int volume, SearchTerms terms, bool isPart)
    {
        // A low line is in no word, so that neither a user, nor a volume, nor a part is taken for another one.
        var prefix = Prefix(user, volume, isPart);
        return string.Join(" AND ", terms.Words.Select(term => $"\"{string.Join(' ', term.Select(word => prefix + word))}\" *"));
    }

    private static string Prefix(UserId user, int volume, bool isPart) => $"{user}_{volume}{(isPart ? "p" : "")}_";

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> word)
    {
        if (word.Length <= WordLengthMax)
            return word;
        return word[..(char.IsHighSurrogate(word[WordLengthMax - 1]) ? WordLengthMax - 1 : WordLengthMax)];
    }
}
