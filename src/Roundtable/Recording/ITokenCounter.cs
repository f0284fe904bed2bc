namespace Roundtable.Recording;

/// <summary>Counts the tokens of a model's vocabulary; safe to be used by many threads.</summary>
public interface ITokenCounter
{
    /// <summary>Tokens in the text; 0 for none.</summary>
    int Count(ReadOnlySpan<char> text);

    /// <summary>
    /// The longest beginning of the text that ends between code points and has at most so many tokens. When even the first
    /// code point has more, the length is 0.
    /// </summary>
    BundleMark Fit(ReadOnlySpan<char> text, int tokensMax);
}
