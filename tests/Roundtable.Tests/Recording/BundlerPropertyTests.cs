using System.Text;
using CsCheck;
using Roundtable.Recording;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Recording;

/// <summary>What holds for any stream, with half pairs, lone surrogates and flushes anywhere in it.</summary>
public sealed class BundlerPropertyTests
{
    private static readonly string[] Pieces = ["a", "b ", "é", "語", "🌍", "\uD83C", "\uDF0D", "\0", "", "word ", "\n"];

    private static readonly Gen<string> Delta = Gen.Int[0, Pieces.Length - 1]
        .Select(piece => Pieces[piece])
        .Array[0, 30]
        .Select(string.Concat);

    /// <summary>A delta, and whether time runs out after it.</summary>
    private static readonly Gen<(string Text, bool Flush)[]> Stream = Gen.Select(Delta, Gen.Bool).Array[0, 40];

    [Fact]
    public void Bundles_are_the_repaired_text_cut_within_bounds_and_without_holes() =>
        Stream.Sample(stream => Judge(stream, new StreamingOptions()), iter: 3_000);

    [Fact]
    public void The_same_holds_for_other_sizes() =>
        Gen.Select(Stream, Gen.Int[4, 25], Gen.Int[0, 40])
            .Sample(
                (stream, bundle, more) =>
                    Judge(stream, new StreamingOptions { BundleTokens = bundle, ChunkTokens = bundle + more }),
                iter: 3_000
            );

    [Fact]
    public void What_was_counted_already_is_cut_the_same() =>
        Stream.Sample(
            stream =>
                Assert.Equal(
                    Run(stream, new Bundler(new CodePointCounter(), new StreamingOptions())),
                    Run(stream, new Bundler(new CodePointCounter(), new StreamingOptions()), new CodePointCounter())
                ),
            iter: 3_000
        );

    private static void Judge((string Text, bool Flush)[] stream, StreamingOptions options)
    {
        var cuts = Run(stream, new Bundler(new CodePointCounter(), options));

        var expected = new StringBuilder();
        foreach (var rune in string.Concat(stream.Select(piece => piece.Text)).EnumerateRunes())
            expected.Append(rune);
        Assert.Equal(expected.ToString(), string.Concat(cuts.Select(cut => cut.Tokens)));

        var (offset, seq, closed) = (0, 1, false);
        foreach (var cut in cuts)
        {
            Assert.Equal(offset, cut.Offset);
            Assert.InRange(cut.TokenCount, 1, options.BundleTokens);
            Assert.Equal(Encoding.UTF8.GetByteCount(cut.Tokens), cut.TokenCount);
            Assert.True(WholeCodePoints.IsWhole(cut.Tokens));
            Assert.InRange(cut.Seq, closed ? seq + 1 : seq, seq + 1);
            (offset, seq, closed) = (offset + cut.Tokens.Length, cut.Seq, cut.ClosesChunk);
        }

        Assert.All(
            cuts.GroupBy(cut => cut.Seq),
            chunk => Assert.InRange(chunk.Sum(cut => cut.TokenCount), 1, options.ChunkTokens)
        );
    }

    private static List<Cut> Run((string Text, bool Flush)[] stream, Bundler bundler, CodePointCounter? counter = null)
    {
        var cuts = new List<Cut>();
        foreach (var (text, flush) in stream)
        {
            cuts.AddRange(bundler.Add(text, counter?.Count(text)));
            if (flush && bundler.Flush() is { } early)
                cuts.Add(early);
        }

        cuts.AddRange(bundler.Finish());
        if (bundler.Flush() is { } last)
            cuts.Add(last);
        return cuts;
    }
}
