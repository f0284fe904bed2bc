using System.Text;

namespace Roundtable.Edge.Rendering;

/// <summary>Text as it stands in HTML.</summary>
internal static class Escaped
{
    public static StringBuilder Append(StringBuilder html, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
            _ = character switch
            {
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '&' => html.Append("&amp;"),
                '"' => html.Append("&quot;"),
                // HTML's parser would take it for an error.
                '\0' => html.Append('\uFFFD'),
                _ => html.Append(character),
            };
        return html;
    }
}
