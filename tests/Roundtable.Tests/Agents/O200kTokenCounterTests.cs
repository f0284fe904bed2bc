using System.Text;
using CsCheck;
using Microsoft.ML.Tokenizers;
using Roundtable.Agents;

namespace Roundtable.Tests.Agents;

public sealed class O200kTokenCounterTests
{
    private static readonly O200kTokenCounter Counter = ModelStreamFixture.Counter;

    [Theory]
    [InlineData("", 0)]
    [InlineData("hello world", 2)]
    [InlineData(" tokens", 1)]
    [InlineData("\0", 1)]
    public void Counts_what_the_vocabulary_counts(string text, int tokens) => Assert.Equal(tokens, Counter.Count(text));

    [Fact]
    public void An_emoji_of_several_tokens_is_not_cut()
    {
        Assert.Equal(3, Counter.Count("🦜"));
        Assert.Equal(default, Counter.Fit("🦜", 1));
        Assert.Equal(default, Counter.Fit("🦜", 2));
        Assert.Equal(new BundleMark(2, 3), Counter.Fit("🦜🦜", 4));
        Assert.Equal(new BundleMark(4, 6), Counter.Fit("🦜🦜", 6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Nothing_fits_into_nothing(int tokensMax) => Assert.Equal(default, Counter.Fit("hello", tokensMax));

    [Fact]
    public void What_fits_is_within_the_bound_counted_by_itself_and_ends_between_code_points() =>
        Gen.Select(AnyText, Gen.Int[0, 70])
            .Sample(
                (text, tokensMax) =>
                {
                    var fit = Counter.Fit(text, tokensMax);
                    var prefix = text[..fit.Length];

                    Assert.InRange(fit.TokenCount, 0, tokensMax);
                    Assert.Equal(Counter.Count(prefix), fit.TokenCount);
                    Assert.False(SplitsPair(text, fit.Length));
                    Assert.True(fit.Length == text.Length || Counter.Count(text) > tokensMax, "All of it would have fitted.");
                },
                iter: 2_000
            );

    [Fact]
    public void No_code_point_is_left_out_that_would_have_fitted_after_whole_words() =>
        Gen.Select(Any("one", "two", "three", "word", "and").Array[1, 40], Gen.Int[1, 40])
            .Sample(
                (words, tokensMax) =>
                {
                    var text = string.Join(' ', words);
                    var expected = string.Join(' ', words.Take(tokensMax));
                    Assert.Equal(expected.Length, Counter.Fit(text, tokensMax).Length);
                },
                iter: 200
            );

    [Fact]
    public void Repeated_fitting_takes_a_text_apart_without_loss() =>
        Gen.Select(AnyText, Gen.Int[8, 40])
            .Sample(
                (text, tokensMax) =>
                {
                    var parts = new StringBuilder();
                    for (var rest = text; rest.Length > 0; )
                    {
                        var fit = Counter.Fit(rest, tokensMax);
                        Assert.True(fit.Length > 0, "Eight tokens hold any code point.");
                        parts.Append(rest, 0, fit.Length);
                        rest = rest[fit.Length..];
                    }

                    Assert.Equal(text, parts.ToString());
                },
                iter: 500
            );

    [Fact]
    public void A_long_run_without_spaces_is_counted_in_pieces_and_so_costs_no_more_than_its_length()
    {
        // Pieces cut words in two, so that the whole has fewer tokens; for 200,000 spaces it would take more than ten seconds.
        var run = string.Concat(Enumerable.Repeat("conversation", 200));

        Assert.Equal(run.Chunk(256).Sum(piece => Counter.Count(piece)), Counter.Count(run));
        Assert.True(Counter.Count(run) > TiktokenTokenizer.CreateForEncoding("o200k_base").CountTokens(run));
        Assert.True(Counter.Count(new string(' ', 200_000)) > 0);
    }

    [Fact]
    public void Many_threads_count_alike() =>
        Parallel.For(0, 64, i => Assert.Equal(Counter.Count($"thread {i % 4} 🦜"), Counter.Count($"thread {i % 4} 🦜")));

    private static bool SplitsPair(string text, int index) =>
        index > 0 && index < text.Length && char.IsHighSurrogate(text[index - 1]) && char.IsLowSurrogate(text[index]);

    private static Gen<string> Any(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    // Words of many scripts, joined emoji, combining marks, runs of spaces, controls, special tokens, half pairs.
    private static Gen<string> AnyText =>
        Gen.OneOf(
                Any("hello", " world", "don't", "HELLOworld", "12345", "日本語", "あBc", "안녕", "العربية", "ไทย", "नमस्ते"),
                Any("🦜", "👩‍👩‍👧‍👦", "🇩🇪", "e\u0301", "\u200d", "\ufe0f", "𝔘𝔫𝔦", "𠜎"),
                Any(" ", "    ", "\t\t", "\n\n  \n", "\r\n", "\0", "\u0085", "<|endoftext|>", "```"),
                Any("\ud83e", "\udd9c", "\ufffd", "\uffff"),
                Gen.Char.Select(c => new string(c, 1)),
                Gen.Select(Gen.Char, Gen.Int[1, 300]).Select((c, length) => new string(c, length))
            )
            .Array[0, 40]
            .Select(string.Concat);
}
