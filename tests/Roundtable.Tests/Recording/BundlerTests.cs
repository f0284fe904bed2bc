using Roundtable.Recording;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Recording;

public sealed class BundlerTests
{
    private readonly Bundler _bundler = new(new CodePointCounter(), new StreamingOptions());

    [Fact]
    public void Full_bundles_make_exactly_three_a_chunk()
    {
        var cuts = Cut(Enumerable.Repeat("a", 180));

        Assert.Equal([1, 1, 1, 2, 2, 2, 3, 3, 3], cuts.Select(cut => cut.Seq));
        Assert.All(cuts, cut => Assert.Equal(20, cut.TokenCount));
        Assert.Equal([false, false, true, false, false, true, false, false, true], cuts.Select(cut => cut.ClosesChunk));
    }

    [Fact]
    public void One_large_delta_is_cut_like_many_small_ones()
    {
        var small = Cut(Enumerable.Repeat("a", 1_000));
        var large = new Bundler(new CodePointCounter(), new StreamingOptions()).Add(new string('a', 1_000)).ToList();

        Assert.Equal(small, large);
    }

    [Fact]
    public void What_was_counted_already_is_counted_again_only_where_it_does_not_fit()
    {
        var cuts = new Bundler(new NoCounter(), new StreamingOptions()).Add("abcde", tokenCount: 19);

        Assert.Empty(cuts);
        Assert.Throws<NotSupportedException>(() =>
            new Bundler(new NoCounter(), new StreamingOptions()).Add("abcde", tokenCount: 20).Count()
        );
    }

    [Fact]
    public void A_bundle_that_would_cross_its_chunk_is_cut_at_the_chunk()
    {
        Cut(["abcde"]);
        Assert.Equal(5, _bundler.Flush()!.Value.TokenCount);

        var cuts = Cut([new string('b', 75)]);

        Assert.Equal([20, 20, 15, 20], cuts.Select(cut => cut.TokenCount));
        Assert.Equal([false, false, true, false], cuts.Select(cut => cut.ClosesChunk));
        Assert.Equal([1, 1, 1, 2], cuts.Select(cut => cut.Seq));
    }

    [Theory]
    [InlineData("é", 2)]
    [InlineData("語", 3)]
    [InlineData("🌍", 4)]
    public void A_code_point_that_does_not_fit_begins_the_next_bundle(string character, int tokens)
    {
        var cuts = Cut([new string('a', 21 - tokens), character + new string('b', 20)]);

        Assert.Equal(21 - tokens, cuts[0].TokenCount);
        Assert.StartsWith(character, cuts[1].Tokens, StringComparison.Ordinal);
        Assert.False(cuts[0].ClosesChunk);
    }

    [Theory]
    [InlineData("é", 2)]
    [InlineData("語", 3)]
    [InlineData("🌍", 4)]
    public void A_code_point_that_does_not_fit_into_the_chunk_closes_it(string character, int tokens)
    {
        var cuts = Cut([new string('a', 61 - tokens) + character + new string('b', 20)]);

        Assert.Equal([20, 20, 21 - tokens], cuts.Take(3).Select(cut => cut.TokenCount));
        Assert.True(cuts[2].ClosesChunk);
        Assert.Equal(2, cuts[3].Seq);
        Assert.StartsWith(character, cuts[3].Tokens, StringComparison.Ordinal);
    }

    [Fact]
    public void A_flushed_chunk_with_no_room_for_the_next_code_point_is_closed_by_the_next_bundle()
    {
        Cut([new string('a', 58)]);
        Assert.False(_bundler.Flush()!.Value.ClosesChunk);

        var cut = Assert.Single(Cut(["🌍", new string('b', 16)]));

        Assert.Equal((2, 58), (cut.Seq, cut.Offset));
    }

    [Fact]
    public void An_early_bundle_does_not_close_its_chunk()
    {
        Cut(["a"]);
        var first = _bundler.Flush();
        Cut(["b"]);
        var second = _bundler.Flush();

        Assert.Equal(new Cut(1, 0, "a", 1, false), first);
        Assert.Equal(new Cut(1, 1, "b", 1, false), second);
    }

    [Fact]
    public void Nothing_open_gives_nothing()
    {
        Assert.Null(_bundler.Flush());
        Assert.Empty(Cut(["", "", ""]));
        Assert.Empty(_bundler.Finish());
        Assert.False(_bundler.HasOpenText);
    }

    [Fact]
    public void A_surrogate_pair_may_come_in_two_deltas()
    {
        Cut(["x\uD83C", "", "\uDF0D"]);

        Assert.Equal(new Cut(1, 0, "x🌍", 5, false), _bundler.Flush());
    }

    [Fact]
    public void Half_a_pair_waits_and_does_not_go_out_early()
    {
        Cut(["\uD83C"]);

        Assert.False(_bundler.HasOpenText);
        Assert.Null(_bundler.Flush());
    }

    [Fact]
    public void Lone_surrogates_become_replacement_characters_and_are_counted()
    {
        Cut(["\uDF0Da\uD83Cb", "\uD83C", "c\uD83C"]);
        Assert.Empty(_bundler.Finish());

        Assert.Equal(new Cut(1, 0, "\uFFFDa\uFFFDb\uFFFDc\uFFFD", 15, false), _bundler.Flush());
    }

    [Fact]
    public void A_null_character_is_kept()
    {
        Cut(["a\0b"]);

        Assert.Equal("a\0b", _bundler.Flush()!.Value.Tokens);
    }

    private List<Cut> Cut(IEnumerable<string> deltas) => [.. deltas.SelectMany(delta => _bundler.Add(delta))];

    private sealed class NoCounter : ITokenCounter
    {
        public int Count(ReadOnlySpan<char> text) => throw new NotSupportedException();

        public BundleMark Fit(ReadOnlySpan<char> text, int tokensMax) => throw new NotSupportedException();
    }
}
