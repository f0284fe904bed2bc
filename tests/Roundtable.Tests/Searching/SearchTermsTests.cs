using Roundtable.Searching;

namespace Roundtable.Tests.Searching;

/// <summary>What is found by which words.</summary>
public sealed class SearchTermsTests
{
    [Theory]
    [InlineData("rome", "Trip to Rome", 8)]
    [InlineData("ROME trip", "Trip to Rome", 0)]
    [InlineData("rom", "Trip to Rome", 8)]
    [InlineData("ome", "Trip to Rome", null)]
    [InlineData("rome paris", "Trip to Rome", null)]
    [InlineData("cafe", "Un CAFÉ, s'il vous plaît", 3)]
    [InlineData("café", "cafe", 0)]
    [InlineData("cafe", "cafe\u0301", 0)]
    [InlineData("plait", "s'il vous plai\u0302t", 10)]
    [InlineData("αθηνα", "στην Αθήνα", 5)]
    [InlineData("елка", "Ёлка", 0)]
    [InlineData("lodz", "Łódź", 0)]
    [InlineData("北京", "我住在北京市", 3)]
    [InlineData("京市", "我住在北京市", 4)]
    [InlineData("京北", "我住在北京市", null)]
    [InlineData("กา", "ภาษากาแฟ", 4)]
    [InlineData("한국", "대한 한국어", 3)]
    [InlineData("😀", "well😀done", 4)]
    [InlineData("example.com/a", "see http://example.com/about", 11)]
    [InlineData("example.com", "com example", null)]
    [InlineData("a.a.b", "a a a b", 2)]
    [InlineData("42", "the answer: 42.", 12)]
    [InlineData("x", "", null)]
    public void A_text_is_found_by_the_beginnings_of_its_words(string asked, string text, int? expected)
    {
        Assert.True(SearchTerms.TryParse(asked, out var terms));

        Assert.Equal(expected, terms.FirstIn(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\n")]
    [InlineData("-- !?")]
    public void Without_a_word_there_is_nothing_to_search_for(string asked) => Assert.False(SearchTerms.TryParse(asked, out _));

    [Fact]
    public void What_is_searched_for_is_bounded_and_what_is_searched_is_not()
    {
        Assert.False(SearchTerms.TryParse(new string('a', SearchTerms.LengthMax + 1), out _));
        Assert.True(SearchTerms.TryParse(new string('a', SearchTerms.LengthMax), out var terms));

        Assert.Equal(1, terms.FirstIn(" " + new string('Á', 100_000)));
        Assert.Null(terms.FirstIn(new string('a', SearchTerms.LengthMax - 1)));
    }

    [Fact]
    public void A_term_may_have_as_many_words_as_it_has_characters()
    {
        var text = string.Concat(Enumerable.Range(0, SearchTerms.LengthMax).Select(i => (char)(0x4E00 + i)));
        Assert.True(SearchTerms.TryParse(text, out var terms));

        Assert.Equal(2, terms.FirstIn(text[..2] + text));
        Assert.Null(terms.FirstIn(text[1..] + text[..1]));
    }

    [Theory]
    [InlineData(39)]
    [InlineData(40)]
    [InlineData(41)]
    [InlineData(42)]
    public void A_snippet_never_has_half_a_surrogate_pair(int place)
    {
        var snippet = Snippet.Of(string.Concat(Enumerable.Repeat("😀", 200)), place, Terms("x")).Text;

        Assert.True(WholeCodePoints.IsWhole(snippet));
        Assert.InRange(snippet.Length, 158, 163);
        Assert.EndsWith("…", snippet, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rom", "Rome, not Jerome", "[Rome], not Jerome")]
    [InlineData("a.b b.c", "so a b, c. And A", "so [a b, c]. And A")]
    [InlineData("a a.b", "a-b a", "[a-b] [a]")]
    [InlineData("cafe", "un café\u0301.", "un [café\u0301].")]
    [InlineData("北京 京市", "我住在北京市", "我住在[北京市]")]
    [InlineData("x y", "y x", "[y] [x]")]
    [InlineData("b a.b.c", "a b c", "[a b c]")]
    public void A_snippet_says_where_the_words_are(string asked, string text, string expected) =>
        Assert.Equal(expected, Marked(SnippetOf(text, asked)));

    [Fact]
    public void Half_a_word_at_the_edge_of_a_snippet_is_not_marked()
    {
        var text = $"needle {new string('x', 50)}needle {new string('-', 32)} me needle {new string('n', 200)}";

        var snippet = SnippetOf(text, "me needle");
        Assert.Equal(
            $"[needle] {new string('x', 50)}needle {new string('-', 32)} [me] [needle] {new string('n', 53)}…",
            Marked(snippet)
        );

        var inside = Snippet.Of(text, text.IndexOf("me", StringComparison.Ordinal), Terms("needle"));
        Assert.Equal($"…needle {new string('-', 32)} me [needle] {new string('n', 110)}…", Marked(inside));
    }

    [Fact]
    public void A_short_text_is_its_own_snippet() => Assert.Equal("Trip to Rome", SnippetOf("Trip to Rome", "rome").Text);

    private static SearchTerms Terms(string asked) =>
        SearchTerms.TryParse(asked, out var terms)
            ? terms
            : throw new ArgumentException("There is no word in it.", nameof(asked));

    private static Snippet SnippetOf(string text, string asked) =>
        Snippet.Of(text, Terms(asked).FirstIn(text)!.Value, Terms(asked));

    private static string Marked(Snippet snippet)
    {
        var text = snippet.Text;
        foreach (var (start, length) in snippet.Highlights.Reverse())
            text = text.Insert(start + length, "]").Insert(start, "[");
        return text;
    }
}
