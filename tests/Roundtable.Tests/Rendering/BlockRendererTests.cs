using Roundtable.Edge.Rendering;
using Roundtable.Tests.Architecture;

namespace Roundtable.Tests.Rendering;

/// <summary>What Markdown becomes.</summary>
public sealed class BlockRendererTests
{
    private static readonly BlockRenderer Renderer = new();

    [Theory]
    [InlineData("# Title", """<h1 dir="auto">Title</h1>""")]
    [InlineData("one\ntwo", """<p dir="auto">one<br>\ntwo</p>""")]
    [InlineData(
        "~~gone~~ **bold** _em_ `a<b`",
        """<p dir="auto"><del>gone</del> <strong>bold</strong> <em>em</em> <code>a&lt;b</code></p>"""
    )]
    [InlineData("a <b>b</b>", """<p dir="auto">a &lt;b&gt;b&lt;/b&gt;</p>""")]
    [InlineData("3. three", """<ol start="3" dir="auto">\n<li dir="auto">three</li>\n</ol>""")]
    [InlineData(
        "- [x] done\n- [ ] open",
        """<ul class="contains-task-list" dir="auto">\n<li class="task-list-item" dir="auto"><span class="task">☑</span> done</li>\n<li class="task-list-item" dir="auto"><span class="task">☐</span> open</li>\n</ul>"""
    )]
    [InlineData("> said", """<blockquote dir="auto">\n<p dir="auto">said</p>\n</blockquote>""")]
    [InlineData("***", "<hr>")]
    [InlineData(
        "|a|b|\n|:-:|-|\n|1|2|",
        """<table><thead><tr><th dir="auto" class="align-center">a</th><th dir="auto">b</th></tr></thead><tbody><tr><td dir="auto" class="align-center">1</td><td dir="auto">2</td></tr></tbody></table>"""
    )]
    [InlineData("Euler: $e^{i\\pi}=-1$", """<p dir="auto">Euler: <span class="math">e^{i\pi}=-1</span></p>""")]
    [InlineData(
        "So \\(a*b*c\\) and \\[\nx < y\n\\], but \\(not",
        """<p dir="auto">So <span class="math">a*b*c</span> and <span class="math">\nx &lt; y\n</span>, but (not</p>"""
    )]
    [InlineData("It costs $5 and $10.", """<p dir="auto">It costs $5 and $10.</p>""")]
    [InlineData("$$\na < b\n$$", """<div class="math">a &lt; b</div>""")]
    [InlineData("```\na < b\n```", """<pre dir="ltr"><code>a &lt; b\n</code></pre>""")]
    [InlineData("```nonsense\nx\n```", """<pre dir="ltr"><code>x\n</code></pre>""")]
    [InlineData(
        "```cs\nvar a = 1;\n```",
        """<pre dir="ltr"><code class="language-csharp"><span class="hl-keyword">var</span> a = <span class="hl-number">1</span>;\n</code></pre>"""
    )]
    [InlineData(
        "[t](https://e.org/a?b=1&c=2 \"T\")",
        """<p dir="auto"><a href="https://e.org/a?b=1&amp;c=2" title="T" rel="noopener noreferrer nofollow" target="_blank">t</a></p>"""
    )]
    [InlineData("[t](/api/session) [u](x) [v](#y)", """<p dir="auto">t u v</p>""")]
    [InlineData(
        "https://e.org.",
        """<p dir="auto"><a href="https://e.org" rel="noopener noreferrer nofollow" target="_blank">https://e.org</a>.</p>"""
    )]
    [InlineData(
        "<me@e.org>",
        """<p dir="auto"><a href="mailto:me@e.org" rel="noopener noreferrer nofollow" target="_blank">me@e.org</a></p>"""
    )]
    [InlineData(
        "![A cat](https://e.org/c.png)",
        """<p dir="auto"><a href="https://e.org/c.png" class="image" rel="noopener noreferrer nofollow" target="_blank">A cat</a></p>"""
    )]
    [InlineData(
        "![](https://e.org/c.png)",
        """<p dir="auto"><a href="https://e.org/c.png" class="image" rel="noopener noreferrer nofollow" target="_blank">https://e.org/c.png</a></p>"""
    )]
    [InlineData("![A cat](data:image/png;base64,AA)", """<p dir="auto">A cat</p>""")]
    [InlineData(
        "[![A cat](https://e.org/c.png)](https://e.org)",
        """<p dir="auto"><a href="https://e.org" rel="noopener noreferrer nofollow" target="_blank">A cat</a></p>"""
    )]
    [InlineData("A note[^1].", """<p dir="auto">A note[^1].</p>""")]
    public void Markdown_becomes(string markdown, string html) =>
        Assert.Equal([html.Replace("\\n", "\n", StringComparison.Ordinal)], Renderer.Render(markdown, LinkTargets.None));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("[a]: https://e.org")]
    public void What_shows_nothing_has_no_blocks(string markdown) => Assert.Empty(Renderer.Render(markdown, LinkTargets.None));

    /// <summary>Real texts: this repository's own.</summary>
    [Fact]
    public void Block_by_block_a_document_is_what_it_is_as_a_whole()
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories))
        {
            var text = File.ReadAllText(path);
            Assert.Equal(Renderer.RenderSegment(text, LinkTargets.None), Renderer.Render(text, LinkTargets.None));
        }
    }

    [Fact]
    public void The_first_definition_counts_wherever_the_link_is()
    {
        var blocks = Renderer.Render("[a]\n\n[a]: https://e.org/1\n\n[A]: https://e.org/2\n\n[a]\n", LinkTargets.None);

        Assert.Equal(2, blocks.Count);
        Assert.All(blocks, block => Assert.Contains("https://e.org/1", block, StringComparison.Ordinal));
    }
}
