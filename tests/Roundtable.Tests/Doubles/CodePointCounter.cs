using System.Text;
using Roundtable.Recording;

namespace Roundtable.Tests.Doubles;

/// <summary>
/// A vocabulary that one can count by hand: as many tokens as the code point has bytes in UTF-8, so an ASCII character is one
/// token and an emoji four.
/// </summary>
internal sealed class CodePointCounter : ITokenCounter
{
    public int Count(ReadOnlySpan<char> text) => Encoding.UTF8.GetByteCount(text);

    public BundleMark Fit(ReadOnlySpan<char> text, int tokensMax)
    {
        var (length, tokens) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (tokens + rune.Utf8SequenceLength > tokensMax)
                break;
            tokens += rune.Utf8SequenceLength;
            length += rune.Utf16SequenceLength;
        }

        return new BundleMark(length, tokens);
    }
}
