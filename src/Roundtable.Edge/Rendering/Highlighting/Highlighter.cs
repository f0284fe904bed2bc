using System.Text;

namespace Roundtable.Edge.Rendering.Highlighting;

/// <summary>
/// Colours code by classes alone (<c>hl-comment</c>, <c>hl-string</c>, <c>hl-number</c>, <c>hl-keyword</c>, <c>hl-name</c>,
/// <c>hl-key</c>, <c>hl-variable</c>, <c>hl-tag</c>, <c>hl-added</c>, <c>hl-removed</c>). One pass over the text, whatever it is.
/// </summary>
internal static class Highlighter
{
    /// <summary>What is longer is shown without colours.</summary>
    public const int LengthMax = 32 * 1024;

    public static string ToHtml(string code, Language? language)
    {
        var html = new StringBuilder(code.Length + (code.Length / 4));
        if (language is null || code.Length > LengthMax)
            Escaped.Append(html, code);
        else if (language.IsDifference)
            AppendDifference(html, code);
        else
            new CodeScanner(code, language, html).Run();
        return html.ToString();
    }

    /// <summary>A piece of code with its class; none: as it is.</summary>
    public static void Append(StringBuilder html, ReadOnlySpan<char> text, string? name)
    {
        if (name is not null)
            html.Append("<span class=\"hl-").Append(name).Append("\">");
        Escaped.Append(html, text);
        if (name is not null)
            html.Append("</span>");
    }

    private static void AppendDifference(StringBuilder html, string code)
    {
        foreach (var range in code.AsSpan().Split('\n'))
        {
            var line = code.AsSpan()[range];
            Append(
                html,
                line,
                line switch
                {
                    ['+', ..] => "added",
                    ['-', ..] => "removed",
                    ['@', ..] => "keyword",
                    _ => null,
                }
            );
            if (range.End.Value < code.Length)
                html.Append('\n');
        }
    }
}
