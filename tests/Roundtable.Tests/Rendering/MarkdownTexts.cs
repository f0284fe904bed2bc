using CsCheck;

namespace Roundtable.Tests.Rendering;

/// <summary>Markdown as it may come, put together from pieces that are traps for whoever renders a text that grows.</summary>
internal static class MarkdownTexts
{
    private static readonly string[] Pieces =
    [
        "word ",
        "two words",
        "\n",
        "\n",
        "\n",
        "\n\n",
        "\n\n\n",
        "\r\n",
        " ",
        "  ",
        "    ",
        "\t",
        "# ",
        "## Heading\n",
        "- ",
        "- item\n",
        "* ",
        "+ b\n",
        "1. ",
        "  - nested\n",
        "- [ ] open\n",
        "- [x] done\n",
        "> ",
        "> quote\n",
        ">> deeper\n",
        "===\n",
        "---\n",
        "***\n",
        "--",
        "```",
        "```csharp\n",
        "~~~\n",
        "var a = \"b\"; // c\n",
        "`code`",
        "`",
        "**bold**",
        "**",
        "*",
        "_em_",
        "~~gone~~",
        "$x^2$",
        "$$\n",
        "\\(a_b*c\\)",
        "\\[",
        "\\]\n",
        "| a | b |\n",
        "|---|:-:|\n",
        "| 1 | 2 |\n",
        "|",
        "[foo]",
        "[foo][bar]",
        "![alt](https://example.org/i.png)",
        "[text](https://example.org \"t\")",
        "<https://example.org>",
        "https://example.org/a_b",
        "www.example.org",
        "<div>\n",
        "</div>\n",
        "<!-- ",
        " -->\n",
        "<script>",
        "&amp;",
        "&",
        "\\",
        "[^1]",
        "[^1]: note\n",
        "🍎",
        "مرحبا ",
        "中文",
        ": definition\n",
    ];

    /// <summary>
    /// What changes blocks before it, by the rules or by the parser's own ideas: a list that does not begin with 1 in the middle
    /// of something.
    /// </summary>
    private static readonly string[] BackwardPieces =
    [
        "2) two\n",
        "1986. A year\n",
        "[foo]: https://example.org/foo\n",
        "[bar]: <https://example.org/bar> \"Title\"\n",
        "\n[foo]:\nhttps://example.org/other\n",
        "> [bar]: https://example.org/quoted\n",
        "[FOO]: https://example.org/upper\n\n",
        "[foo]: ",
        "\"Title\n",
    ];

    public static Gen<string> Forward { get; } = Of(Pieces);

    public static Gen<string> Any { get; } = Of([.. Pieces, .. BackwardPieces]);

    /// <summary>A text cut at random places.</summary>
    public static Gen<(string Text, int[] Cuts)> Cut(this Gen<string> texts) =>
        texts.SelectMany(text =>
            Gen.Int[0, text.Length].Array[0, 12].Select(cuts => (text, cuts.Append(text.Length).Order().ToArray()))
        );

    private static Gen<string> Of(string[] pieces) =>
        Gen.Int[0, pieces.Length - 1].Array[0, 40].Select(picked => string.Concat(picked.Select(i => pieces[i])));
}
