using CsCheck;
using Roundtable.Edge.Rendering;

namespace Roundtable.Tests.Rendering;

/// <summary>Whatever a text is and wherever it is cut, who applies the events has what rendering the whole text gives.</summary>
public sealed class LiveRendererTests
{
    private static readonly BlockRenderer Renderer = new();
    private static readonly LiveRenderer Live = new(Renderer);

    private static long Rounds => RunLength.Rounds(shortForm: 3_000, longForm: 200_000);

    [Fact]
    public void Blocks_applied_in_order_are_those_of_the_whole_text() =>
        MarkdownTexts
            .Any.Cut()
            .Sample(
                sample =>
                {
                    var reader = new BlockReader(Live);
                    foreach (var (from, to) in Pairs(sample.Cuts))
                        reader.Advance(sample.Text[from..to]);
                    reader.End(sample.Text);
                    Assert.Equal(Whole(sample.Text), reader.Blocks);
                },
                iter: Rounds
            );

    [Fact]
    public void While_it_grows_a_reader_has_the_blocks_of_what_there_is() =>
        MarkdownTexts
            .Forward.Cut()
            .Sample(
                sample =>
                {
                    var reader = new BlockReader(Live);
                    foreach (var (from, to) in Pairs(sample.Cuts))
                    {
                        Assert.True(reader.Advance(sample.Text[from..to]));
                        if (!MayDefine(sample.Text[..to]))
                            Assert.Equal(Whole(sample.Text[..to]), reader.Blocks);
                    }
                },
                iter: Rounds
            );

    [Fact]
    public void Whoever_begins_with_a_snapshot_or_comes_back_anywhere_has_the_same_in_the_end() =>
        MarkdownTexts
            .Any.Cut()
            .Sample(
                sample =>
                {
                    var reader = new BlockReader(Live);
                    reader.Begin(sample.Text[..sample.Cuts[0]]);
                    foreach (var (from, to) in Pairs(sample.Cuts).Skip(1))
                    {
                        reader.Resume(sample.Text[..from]);
                        reader.Advance(sample.Text[from..to]);
                    }

                    reader.End(sample.Text);
                    Assert.Equal(Whole(sample.Text), reader.Blocks);
                },
                iter: Rounds
            );

    private static List<string> Whole(string text) => Renderer.Render(text, LinkTargets.None);

    private static bool MayDefine(string text) => text.Contains("]:", StringComparison.Ordinal);

    private static IEnumerable<(int From, int To)> Pairs(int[] cuts) => cuts.Select((to, i) => (i == 0 ? 0 : cuts[i - 1], to));
}
