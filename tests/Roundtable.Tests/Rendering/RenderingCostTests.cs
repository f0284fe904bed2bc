using System.Text;
using Roundtable.Edge.Rendering;

namespace Roundtable.Tests.Rendering;

/// <summary>A bundle costs the block that is open, not the message; a hostile text costs its length, or is not rendered.</summary>
public sealed class RenderingCostTests
{
    private const int BundleLength = 80;
    private readonly BlockRenderer _renderer = new();

    [Fact]
    public void A_message_of_a_hundred_thousand_tokens_costs_a_few_times_its_length()
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < 400_000; i++)
            text.Append(
                null,
                $"## Part {i}\n\nSome words about **part {i}**, and a [link](https://example.org/{i}) that leads on from it.\n\n- one\n- two\n\n```csharp\nvar part = {i};\n```\n\n"
            );
        var cost = CostOf(text.ToString());

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{text.Length} code units, {cost} read: {(double)cost / text.Length:F1} times"
        );
        Assert.InRange(cost, text.Length, 20L * text.Length);
    }

    [Fact]
    public void A_block_that_never_ends_is_rendered_when_it_has_grown_by_an_eighth()
    {
        var text = "```\n" + string.Concat(Enumerable.Range(0, 16_000).Select(i => $"line {i} of code\n"));
        var cost = CostOf(text);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{text.Length} code units, {cost} read: {(double)cost / text.Length:F1} times"
        );
        Assert.InRange(cost, text.Length, 80L * text.Length);
    }

    [Fact]
    public void Who_comes_back_in_a_long_block_or_soon_behind_it_has_the_same_in_the_end()
    {
        // Behind the code its reader has its beginning only, until blocks come again.
        var code = string.Concat(Enumerable.Range(0, 600).Select(i => $"line {i} of code\n"));
        var text = $"# Code\n\n```\n{code}```\n\n" + string.Concat(Enumerable.Repeat("And more about it.\n\n", 90));
        var live = new LiveRenderer(_renderer);
        for (var cut = 8_000; cut < text.Length; cut += 97)
        {
            var reader = new BlockReader(live);
            for (var offset = 0; offset < cut; offset += BundleLength)
                reader.Advance(text[offset..Math.Min(cut, offset + BundleLength)]);
            reader.Resume(text[..cut]);
            for (var offset = cut; offset < text.Length; offset += BundleLength)
                reader.Advance(text[offset..Math.Min(text.Length, offset + BundleLength)]);
            reader.End(text);
            Assert.Equal(_renderer.Render(text, LinkTargets.None), reader.Blocks);
        }
    }

    /// <summary>Each took seconds or more than a stack has, or would without its bound.</summary>
    [Theory]
    [InlineData("[a](", 50_000)]
    [InlineData("[", 200_000)]
    [InlineData("![", 100_000)]
    [InlineData("> ", 100_000)]
    [InlineData(">", 1_000_000)]
    [InlineData("- ", 100_000)]
    [InlineData("*a ", 60_000)]
    [InlineData("*a_", 60_000)]
    [InlineData("http://a.b ", 20_000)]
    [InlineData("a@b.c ", 30_000)]
    [InlineData("<a ", 60_000)]
    [InlineData("|", 200_000)]
    [InlineData("a|", 100_000)]
    [InlineData("|a|\n|-|\n", 20_000)]
    [InlineData("a", 1_000_000)]
    [InlineData("\n", 200_000)]
    [InlineData("\t", 200_000)]
    [InlineData("`", 200_000)]
    [InlineData("$", 200_000)]
    [InlineData("~", 200_000)]
    [InlineData("\\", 200_000)]
    [InlineData("\\(", 100_000)]
    [InlineData("\\[", 100_000)]
    [InlineData("&#", 100_000)]
    [InlineData("\0", 200_000)]
    [InlineData("[a]: /u\n", 20_000)]
    [InlineData("1. a\n", 20_000)]
    [InlineData("```\n", 50_000)]
    [InlineData("# a\n", 30_000)]
    [InlineData("***\n", 30_000)]
    [InlineData("\ud800", 1_000)]
    public void A_hostile_text_is_rendered_or_shown_as_it_is(string piece, int count)
    {
        var text = string.Concat(Enumerable.Repeat(piece, count));
        var blocks = _renderer.Render(text, LinkTargets.None);

        Assert.True(blocks.Sum(block => (long)block.Length) <= 40L * text.Length + 100);
    }

    /// <summary>Without the bound fifty thousand of them take nine seconds, and nothing in what comes out says so.</summary>
    [Theory]
    [InlineData(20, true)]
    [InlineData(5_000, false)]
    public void A_paragraph_that_would_cost_too_much_is_shown_as_it_was_written(int links, bool isRendered)
    {
        var text = string.Concat(Enumerable.Repeat("[a](https://e.org) ", links));
        var block = Assert.Single(_renderer.Render(text, LinkTargets.None));

        Assert.Equal(isRendered, block.Contains("<a ", StringComparison.Ordinal));
        Assert.Equal(!isRendered, block.Contains("[a](https://e.org)", StringComparison.Ordinal));
    }

    /// <summary>
    /// Blocks of very many pieces. Each took between half a minute and ten when a piece was searched for among all its
    /// siblings, and takes a second or two; the minute is patience, not a measure.
    /// </summary>
    [Theory]
    [InlineData("1)\n", 300_000)]
    [InlineData("+ a\n+\n", 150_000)]
    [InlineData("- a\n\n", 150_000)]
    public async Task A_block_of_very_many_pieces_costs_their_number(string piece, int count)
    {
        var text = string.Concat(Enumerable.Repeat(piece, count));
        var rendering = Task.Run(() => _renderer.Render(text, LinkTargets.None), TestContext.Current.CancellationToken);

        Assert.NotEmpty(await rendering.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));
    }

    /// <summary>Emphasis without end is shown as it was written: each mark would look for its other end among all before it.</summary>
    [Theory]
    [InlineData("*a ")]
    [InlineData("_a ")]
    [InlineData("~~a ")]
    public void Too_many_marks_of_emphasis_in_one_paragraph_are_text(string piece)
    {
        string[] pieces = [.. Enumerable.Repeat(piece, 2_001)];
        var blocks = _renderer.Render(string.Concat(pieces) + "**b**", LinkTargets.None);

        Assert.Equal($"<p dir=\"auto\">{string.Concat(pieces)}**b**</p>", Assert.Single(blocks));
    }

    [Fact]
    public void Lists_and_quotations_nested_without_end_are_shown_as_they_are()
    {
        var lists = string.Concat(Enumerable.Range(0, 600).Select(i => new string(' ', 2 * i) + "- a\n"));
        var quotes = string.Concat(Enumerable.Range(0, 600).Select(i => new string('>', i + 1) + " a\n"));
        foreach (var text in new[] { lists, quotes })
        {
            var blocks = _renderer.Render("# Before\n\n" + text, LinkTargets.None);
            Assert.Equal("<h1 dir=\"auto\">Before</h1>", blocks[0]);
            Assert.Contains("class=\"plain\"", blocks[^1], StringComparison.Ordinal);
        }
    }

    private long CostOf(string text)
    {
        var reader = new BlockReader(new LiveRenderer(_renderer));
        for (var offset = 0; offset < text.Length; offset += BundleLength)
            reader.Advance(text[offset..Math.Min(text.Length, offset + BundleLength)]);
        var cost = _renderer.LengthRead;
        Assert.Equal(
            _renderer.Render(text, LinkTargets.None).Count,
            reader.End(text) is { } last ? last.From + last.Html.Count : reader.Blocks.Count
        );
        return cost;
    }
}
