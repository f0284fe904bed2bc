using Microsoft.ML.Tokenizers;
using Roundtable.Recording;

namespace Roundtable.Agents;

/// <summary>
/// Counts with the o200k_base vocabulary. The encoder's time grows with the square of a run without spaces, so it is fed
/// pieces of at most 256 UTF-16 code units; the count of a text is the sum over its pieces.
/// </summary>
public sealed class O200kTokenCounter : ITokenCounter
{
    private const int PieceLengthMax = 256;
    private readonly Lazy<TiktokenTokenizer> _encoder = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    /// <summary>Loads the vocabulary (0.3 to 0.5 s) in the background; without it, the first count does, and waits.</summary>
    public Task Preload() => Task.Run(() => _encoder.Value);

    /// <inheritdoc/>
    public int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            var piece = FirstPiece(text);
            count += CountPiece(piece);
            text = text[piece.Length..];
        }

        return count;
    }

    /// <summary>As the contract says; what is reported is always the count of the prefix by itself.</summary>
    public BundleMark Fit(ReadOnlySpan<char> text, int tokensMax)
    {
        var (length, count) = (0, 0);
        while (length < text.Length)
        {
            var piece = FirstPiece(text[length..]);
            var tokens = CountPiece(piece);
            if (count + tokens > tokensMax)
            {
                var part = FitPiece(piece, tokensMax - count);
                return new BundleMark(length + part.Length, count + part.TokenCount);
            }

            length += piece.Length;
            count += tokens;
        }

        return new BundleMark(length, count);
    }

    private BundleMark FitPiece(ReadOnlySpan<char> piece, int tokensMax)
    {
        if (tokensMax <= 0)
            return default;

        // The first token that is too many begins where the prefix ends. Several tokens of one emoji begin at one offset.
        var tokens = _encoder.Value.EncodeToTokens(piece, out _);
        var end = tokens[tokensMax].Offset.Start.GetOffset(piece.Length);

        // What follows can change how the encoder groups letters and spaces, so the prefix is counted again by itself.
        for (end = ToCodePoint(piece, end); end > 0; end = ToCodePoint(piece, end - 1))
        {
            var count = CountPiece(piece[..end]);
            if (count <= tokensMax)
                return new BundleMark(end, count);
        }

        return default;
    }

    private int CountPiece(ReadOnlySpan<char> piece) => _encoder.Value.CountTokens(piece);

    private static ReadOnlySpan<char> FirstPiece(ReadOnlySpan<char> text) =>
        text.Length <= PieceLengthMax ? text : text[..ToCodePoint(text, PieceLengthMax)];

    private static int ToCodePoint(ReadOnlySpan<char> text, int end) =>
        end > 0 && end < text.Length && char.IsLowSurrogate(text[end]) && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
}
