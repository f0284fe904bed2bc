using System.Text;
using AngleSharp.Dom;

namespace Roundtable.Edge.Rendering;

/// <summary>
/// Writes elements as HTML. AngleSharp's own way asks for the next sibling after each node, which is searched for among all of
/// them: a list of a hundred thousand items would take minutes.
/// </summary>
internal static class CleanHtml
{
    public static string Of(INode root)
    {
        var html = new StringBuilder();
        AppendChildren(html, root);
        return html.ToString();
    }

    private static void AppendChildren(StringBuilder html, INode parent)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IElement element)
                Append(html, element);
            else if (node is IText text)
                AppendEscaped(html, text.Data, isInAttribute: false);
        }
    }

    private static void Append(StringBuilder html, IElement element)
    {
        html.Append('<').Append(element.LocalName);
        foreach (var attribute in element.Attributes)
        {
            html.Append(' ').Append(attribute.Name).Append("=\"");
            AppendEscaped(html, attribute.Value, isInAttribute: true);
            html.Append('"');
        }

        html.Append('>');
        if (element.LocalName is "br" or "hr")
            return;
        AppendChildren(html, element);
        html.Append("</").Append(element.LocalName).Append('>');
    }

    private static void AppendEscaped(StringBuilder html, string text, bool isInAttribute)
    {
        foreach (var character in text)
            _ = character switch
            {
                '&' => html.Append("&amp;"),
                '<' => html.Append("&lt;"),
                '>' => html.Append("&gt;"),
                '\u00A0' => html.Append("&nbsp;"),
                '"' when isInAttribute => html.Append("&quot;"),
                _ => html.Append(character),
            };
    }
}
