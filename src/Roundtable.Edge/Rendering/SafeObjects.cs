using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Roundtable.Edge.Rendering.Highlighting;

namespace Roundtable.Edge.Rendering;

/// <summary>Writes what is unlike Markdig's own: no image is loaded, no style is set, no form is made, no foreign scheme is followed.</summary>
internal static class SafeObjects
{
    public static void AddTo(HtmlRenderer renderer)
    {
        var own = renderer.ObjectRenderers;
        own.ReplaceOrAdd<LinkInlineRenderer>(new Links());
        own.ReplaceOrAdd<AutolinkInlineRenderer>(new Addresses());
        own.ReplaceOrAdd<CodeBlockRenderer>(new Code());
        own.ReplaceOrAdd<HtmlTableRenderer>(new Tables());
        own.ReplaceOrAdd<HtmlTaskListRenderer>(new Tasks());
        own.ReplaceOrAdd<HtmlMathInlineRenderer>(new InlineMath());
        own.ReplaceOrAdd<HtmlMathBlockRenderer>(new BlockMath());
    }

    /// <summary>Only whole addresses of the web and of mail lead anywhere; others are the text that they were.</summary>
    private static bool Opens(string? url) =>
        url is not null
        && (
            url.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>What every link has beside its address, the sanitiser adds.</summary>
    private static void Begin(HtmlRenderer html, string url, string? title, string? name)
    {
        html.Write("<a href=\"").WriteEscapeUrl(url).Write("\"");
        if (name is not null)
            html.Write(" class=\"").Write(name).Write("\"");
        if (!string.IsNullOrEmpty(title))
            html.Write(" title=\"").WriteEscape(title).Write("\"");
        html.Write(">");
    }

    /// <summary>An image is a link to it, by its description: nothing is loaded that nobody asked for.</summary>
    private sealed class Links : HtmlObjectRenderer<LinkInline>
    {
        protected override void Write(HtmlRenderer renderer, LinkInline obj)
        {
            var url = obj.GetDynamicUrl is { } dynamic ? dynamic() ?? obj.Url : obj.Url;
            // A link cannot be inside a link, as an image in its text would be.
            var opens = Opens(url) && !(obj.IsImage && HasLinkAround(obj));
            if (opens)
                Begin(renderer, url!, obj.Title, obj.IsImage ? "image" : null);
            if (obj.IsImage && obj.FirstChild is null)
                renderer.WriteEscape(url);
            renderer.WriteChildren(obj);
            if (opens)
                renderer.Write("</a>");
        }

        private static bool HasLinkAround(Inline inline)
        {
            for (var parent = inline.Parent; parent is not null; parent = parent.Parent)
            {
                if (parent is LinkInline)
                    return true;
            }

            return false;
        }
    }

    private sealed class Addresses : HtmlObjectRenderer<AutolinkInline>
    {
        protected override void Write(HtmlRenderer renderer, AutolinkInline obj)
        {
            var url = obj.IsEmail ? "mailto:" + obj.Url : obj.Url;
            if (Opens(url))
                Begin(renderer, url, null, null);
            renderer.WriteEscape(obj.Url);
            if (Opens(url))
                renderer.Write("</a>");
        }
    }

    private sealed class Code : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock obj)
        {
            var code = obj.Lines.Count == 0 ? "" : obj.Lines.ToString() + "\n";
            var language = Languages.Find((obj as FencedCodeBlock)?.Info);
            renderer.Write("<pre dir=\"ltr\"><code");
            if (language is not null)
                renderer.Write(" class=\"language-").Write(language.Name).Write("\"");
            renderer.Write(">").Write(Highlighter.ToHtml(code, language)).WriteLine("</code></pre>");
        }
    }

    private sealed class Tables : HtmlObjectRenderer<Table>
    {
        protected override void Write(HtmlRenderer renderer, Table obj)
        {
            renderer.Write("<table>");
            foreach (var isHead in (bool[])[true, false])
            {
                var rows = obj.OfType<TableRow>().Where(row => row.IsHeader == isHead).ToList();
                if (rows.Count == 0)
                    continue;
                renderer.Write(isHead ? "<thead>" : "<tbody>");
                foreach (var row in rows)
                    WriteRow(renderer, obj, row);
                renderer.Write(isHead ? "</thead>" : "</tbody>");
            }

            renderer.WriteLine("</table>");
        }

        private static void WriteRow(HtmlRenderer renderer, Table table, TableRow row)
        {
            renderer.Write("<tr>");
            var column = 0;
            foreach (var cell in row.OfType<TableCell>())
            {
                var name = row.IsHeader ? "th" : "td";
                renderer.Write("<").Write(name).Write(" dir=\"auto\"").Write(Alignment(table, column++)).Write(">");
                renderer.ImplicitParagraph = true;
                renderer.WriteChildren(cell);
                renderer.ImplicitParagraph = false;
                renderer.Write("</").Write(name).Write(">");
            }

            renderer.Write("</tr>");
        }

        private static string Alignment(Table table, int column) =>
            (column < table.ColumnDefinitions.Count ? table.ColumnDefinitions[column].Alignment : null) switch
            {
                TableColumnAlign.Left => " class=\"align-left\"",
                TableColumnAlign.Center => " class=\"align-center\"",
                TableColumnAlign.Right => " class=\"align-right\"",
                _ => "",
            };
    }

    /// <summary>A mark in the text: there is nothing to be ticked.</summary>
    private sealed class Tasks : HtmlObjectRenderer<TaskList>
    {
        protected override void Write(HtmlRenderer renderer, TaskList obj) =>
            renderer.Write("<span class=\"task\">").Write(obj.Checked ? "☑" : "☐").Write("</span>");
    }

    private sealed class InlineMath : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj) =>
            renderer.Write("<span class=\"math\">").WriteEscape(obj.Content.ToString()).Write("</span>");
    }

    private sealed class BlockMath : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj) =>
            renderer.Write("<div class=\"math\">").WriteEscape(obj.Lines.ToString()).WriteLine("</div>");
    }
}
