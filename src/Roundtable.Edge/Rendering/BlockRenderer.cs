using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;

namespace Roundtable.Edge.Rendering;

/// <summary>Makes HTML of Markdown, block by block. Each block is one element, and each is sanitised.</summary>
internal sealed class BlockRenderer
{
    private long _lengthRead;

    /// <summary>Code units of Markdown that were scanned for blocks, or rendered: what all this costs.</summary>
    public long LengthRead => Interlocked.Read(ref _lengthRead);

    /// <summary>Where a text's blocks begin.</summary>
    public BlockScan Scan(string text, LinkTargets known)
    {
        Interlocked.Add(ref _lengthRead, text.Length);
        return BlockScan.Of(text, known);
    }

    /// <summary>All blocks of a text, every link in them known.</summary>
    public List<string> Render(string text, LinkTargets known)
    {
        var scan = Scan(text, known);
        return [.. scan.Split(text).SelectMany(segment => RenderSegment(segment, scan.Targets))];
    }

    /// <summary>The block that a text is, or the few that it falls into; none when it only defines something.</summary>
    public IReadOnlyList<string> RenderSegment(string text, LinkTargets known)
    {
        Interlocked.Add(ref _lengthRead, text.Length);
        try
        {
            var targets = text.Contains('[') ? known : LinkTargets.None;
            var document = Markdown.Parse(text, Pipelines.Whole, LinkTargetSeeder.Context(targets));
            SetDirections(document);
            return [.. document.Where(block => block is not LinkReferenceDefinitionGroup).Select(RenderBlock)];
        }
        catch (Exception exception)
            when (exception
                    is ArgumentException
                        or InvalidOperationException
                        or IndexOutOfRangeException
                        or NullReferenceException
            )
        {
            // Nested beyond Markdig's bound, which it says so, or something that its authors did not think of. One odd block must
            // not make a conversation unreadable.
            return [Plain(text)];
        }
    }

    private static string RenderBlock(Block block)
    {
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipelines.Whole.Setup(renderer);
        SafeObjects.AddTo(renderer);
        renderer.Render(block);
        return Sanitizer.Clean(writer.ToString().TrimEnd('\n'));
    }

    /// <summary>Each piece of text has its own direction: conversations mix scripts.</summary>
    private static void SetDirections(MarkdownDocument document)
    {
        foreach (var block in document.Descendants<Block>())
        {
            if (block is ParagraphBlock or HeadingBlock or ListBlock or ListItemBlock or QuoteBlock or TableCell)
                block.GetAttributes().AddProperty("dir", "auto");
        }
    }

    private static string Plain(string text)
    {
        var html = new StringBuilder("<p class=\"plain\" dir=\"auto\">");
        Escaped.Append(html, text);
        return html.Append("</p>").ToString();
    }
}
