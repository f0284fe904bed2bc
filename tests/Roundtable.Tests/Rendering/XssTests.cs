using System.Globalization;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Roundtable.Edge.Rendering;
using Roundtable.Tests.Architecture;

namespace Roundtable.Tests.Rendering;

/// <summary>
/// What a model says is not trusted. Each string of the corpus, alone and wherever Markdown may carry it, becomes elements,
/// attributes and addresses that are on the list, and nothing else. A line of <c>xss.txt</c> is a string; \n and \u0000 in it stand
/// for what they name.
/// </summary>
public sealed partial class XssTests
{
    private static readonly BlockRenderer Renderer = new();

    /// <summary>Written here once more, so that a longer list in the product is noticed.</summary>
    private static readonly string[] Elements =
        "a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr li ol p pre span strong table tbody td th thead tr ul".Split(' ');

    private static readonly string[] Places =
    [
        "{0}",
        "Text {0} text",
        "- item\n- {0}\n",
        "> {0}\n",
        "## {0}\n",
        "| a | b |\n|---|---|\n| {0} | {0} |\n",
        "```html\n{0}\n```\n",
        "```{0}\ncode\n```\n",
        "`{0}`",
        "**{0}**",
        "[{0}](https://example.org)",
        "[text]({0})",
        "[text](https://example.org \"{0}\")",
        "![{0}](https://example.org/i.png)",
        "![text]({0})",
        "<{0}>",
        "[text][r]\n\n[r]: {0}\n",
        "${0}$",
        "$$\n{0}\n$$\n",
        "https://example.org/{0}",
        "- [ ] {0}",
    ];

    public static IReadOnlyList<string> Corpus { get; } =
    [.. File.ReadAllLines(Path.Combine(Repository.Root, "tests/Roundtable.Tests/Rendering/xss.txt")).Select(Unescaped)];

    [Fact]
    public void The_corpus_is_large_and_each_string_is_there_once()
    {
        Assert.InRange(Corpus.Count, 150, int.MaxValue);
        Assert.Equal(Corpus.Count, Corpus.Distinct().Count());
    }

    [Fact]
    public void Whatever_is_said_only_what_is_on_the_list_comes_out()
    {
        foreach (var text in Corpus)
        foreach (var place in Places)
            AssertSafe(place.Replace("{0}", text, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_when_it_is_cut_anywhere_while_it_comes()
    {
        var live = new LiveRenderer(Renderer);
        foreach (var text in Corpus)
        {
            for (var cut = 1; cut < text.Length; cut += 7)
            {
                var reader = new BlockReader(live);
                reader.Advance(text[..cut]);
                AssertSafe(reader.Blocks, text);
                reader.Advance(text[cut..]);
                AssertSafe(reader.Blocks, text);
            }
        }
    }

    /// <summary>The second line of defence alone, as if the first one had a hole.</summary>
    [Fact]
    public void Markup_that_got_past_the_renderer_does_not_get_past_the_sanitiser()
    {
        foreach (var text in Corpus)
            AssertSafe([Sanitizer.Clean(text), Sanitizer.Clean($"<div><p>{text}</p></div>")], text);
    }

    private static void AssertSafe(string markdown) => AssertSafe(Renderer.Render(markdown, LinkTargets.None), markdown);

    private static void AssertSafe(IReadOnlyList<string> blocks, string told)
    {
        // Parsed as a page does it that sets innerHTML.
        var body = new HtmlParser().ParseDocument("<!DOCTYPE html><body></body>").Body!;
        foreach (var block in blocks)
        {
            body.InnerHtml = block;
            foreach (var element in body.QuerySelectorAll("*"))
            {
                Assert.True(Elements.Contains(element.LocalName), $"<{element.LocalName}> of {told}: {block}");
                Assert.Equal("http://www.w3.org/1999/xhtml", element.NamespaceUri);
                foreach (var attribute in element.Attributes)
                    AssertSafe(element, attribute, told);
            }
        }
    }

    private static void AssertSafe(IElement element, IAttr attribute, string told)
    {
        var (name, value, told2) = (attribute.Name, attribute.Value, $"{attribute.Name}=\"{attribute.Value}\" of {told}");
        Assert.Contains(name, (string[])["class", "dir", "href", "rel", "start", "target", "title"]);
        switch (name)
        {
            case "href":
                Assert.True(element.LocalName == "a", told2);
                Assert.True(Uri.TryCreate(value, UriKind.Absolute, out var uri), told2);
                Assert.True(uri.Scheme is "http" or "https" or "mailto", told2);
                Assert.Equal("noopener noreferrer nofollow", element.GetAttribute("rel"));
                Assert.Equal("_blank", element.GetAttribute("target"));
                break;
            case "class":
                Assert.True(Classes().IsMatch(value), told2);
                break;
            case "dir":
                Assert.True(value is "auto" or "ltr", told2);
                break;
            case "start":
                Assert.True(long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _), told2);
                break;
        }
    }

    private static string Unescaped(string line) =>
        Escapes()
            .Replace(
                line.Replace("\\n", "\n", StringComparison.Ordinal),
                match =>
                    ((char)int.Parse(match.Groups[1].ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString()
            );

    [GeneratedRegex(
        @"^(hl-[a-z]+|language-[a-z]+|align-(left|center|right)|image|math|plain|task|contains-task-list|task-list-item)$"
    )]
    private static partial Regex Classes();

    [GeneratedRegex(@"\\u([0-9a-f]{4})")]
    private static partial Regex Escapes();
}
