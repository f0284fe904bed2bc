using System.Text;

namespace Roundtable;

/// <summary>
/// Makes text out of pieces that may end in the middle of a surrogate pair: a high surrogate at the end waits for the next
/// piece, and a lone one, which UTF-8 cannot hold, becomes U+FFFD.
/// </summary>
internal sealed class WholeCodePoints
{
    private char? _waiting;

    public string Take(string piece)
    {
        if (_waiting is { } high && piece.Length > 0)
        {
            piece = high + piece;
            _waiting = null;
        }

        if (piece.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
            return piece;

        if (char.IsHighSurrogate(piece[^1]))
        {
            _waiting = piece[^1];
            piece = piece[..^1];
        }

        return Repair(piece);
    }

    public string TakeRest()
    {
        var rest = _waiting is null ? "" : "\uFFFD";
        _waiting = null;
        return rest;
    }

    /// <summary>Whether the text has no lone surrogate.</summary>
    public static bool IsWhole(string text)
    {
        for (var rest = text.AsSpan(); rest.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var at; rest = rest[(at + 2)..])
        {
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
                return false;
        }

        return true;
    }

    /// <summary>Refuses what no file and no database can hold.</summary>
    /// <exception cref="ArgumentException">The text has a lone surrogate.</exception>
    public static void Require(string text)
    {
        if (!IsWhole(text))
            throw new ArgumentException(
                "The text has a lone surrogate, which cannot be stored; replace it with U+FFFD.",
                nameof(text)
            );
    }

    /// <summary>The text with U+FFFD in place of every lone surrogate.</summary>
    public static string Repair(string text)
    {
        if (IsWhole(text))
            return text;

        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            whole.Append(rune);
        return whole.ToString();
    }
}
