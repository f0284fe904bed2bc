using System.Globalization;

namespace Roundtable.Agents;

/// <summary>Finds <c>@sage</c> and <c>@Sage</c> in what a person wrote.</summary>
internal static class Mentions
{
    /// <summary>
    /// The agents mentioned by id or name, in the order of mention, case ignored, whole words only. Not in code, not in
    /// e-mail addresses, not in paths such as <c>example.org/@sage</c>.
    /// </summary>
    public static IEnumerable<Agent> In(string content, IReadOnlyList<Agent> agents)
    {
        if (!content.Contains('@') && !content.Contains('＠'))
            yield break;

        // The longest word first, so that "@Sage Junior" is not taken for "@Sage".
        var words = agents
            .SelectMany(agent => new[] { (Word: agent.Id, Agent: agent), (Word: agent.Name, Agent: agent) })
            .OrderByDescending(candidate => candidate.Word.Length)
            .ToArray();

        var text = MarkdownCode.Blank(content);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] is not ('@' or '＠') || !MayBegin(text, at))
                continue;
            var found = words.FirstOrDefault(candidate => IsWordAt(text, at + 1, candidate.Word));
            if (found.Agent is not null)
                yield return found.Agent;
        }
    }

    private static bool MayBegin(string text, int at) =>
        at == 0 || !(IsOfWord(text[at - 1]) || text[at - 1] is '%' or '+' or '-' or '/' or '@' or '＠');

    private static bool IsWordAt(string text, int start, string word)
    {
        var end = start + word.Length;
        if (end > text.Length || !text.AsSpan(start, word.Length).Equals(word, StringComparison.OrdinalIgnoreCase))
            return false;
        if (end == text.Length)
            return true;

        // "@sage-2" and "@sage.example.org" are other words; "@sage." and "@sage - look" end here.
        var joins = text[end] is '-' or '.' && end + 1 < text.Length && IsOfWord(text[end + 1]);
        return !joins && !IsOfWord(text[end]) && text[end] is not ('@' or '＠');
    }

    // Scripts that write without spaces (Chinese, Thai) or add particles (Korean) put letters right beside a mention.
    private static bool IsOfWord(char c) =>
        c == '_'
        || char.GetUnicodeCategory(c)
            is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.DecimalDigitNumber;
}
