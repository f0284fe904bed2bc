using System.Globalization;
using System.Text;

namespace Roundtable.Searching;

/// <summary>
/// Divides a text into words, and folds them: capitals, without diacritics. A word is a run of letters and digits; in
/// scripts that are written without spaces each character is one, and so is each symbol, such as an emoji.
/// </summary>
/// <remarks>An index of words that is to find the same things stores these words, divided by spaces.</remarks>
internal sealed class WordReader(string text)
{
    // Longer than any word that can be asked for, so that what is cut off here makes no difference.
    private readonly char[] _word = new char[SearchTerms.LengthMax + 2];
    private int _length;
    private int _position;

    /// <summary>Where the word begins in the text.</summary>
    public int Start { get; private set; }

    /// <summary>Where the text goes on behind it.</summary>
    public int End => _position;

    /// <summary>The folded word; of a long one the beginning.</summary>
    public ReadOnlySpan<char> Word => _word.AsSpan(0, Math.Min(_length, _word.Length));

    /// <summary>Goes to the next word; false at the end.</summary>
    public bool Read()
    {
        _length = 0;
        while (_position < text.Length)
        {
            if (char.IsAsciiLetterOrDigit(text[_position]))
            {
                AddAscii(text[_position]);
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(_position), out var rune, out var size);
            var kind = KindOf(rune);
            if (_length > 0 && kind is not (RuneKind.Letter or RuneKind.Mark))
                return true;
            if (_length == 0)
                Start = _position;
            _position += size;
            if (kind is RuneKind.Letter or RuneKind.Word)
                Add(rune);
            if (kind == RuneKind.Word)
                return true;
        }

        return _length > 0;
    }

    /// <summary>What most texts consist of, and is what it is.</summary>
    private void AddAscii(char letter)
    {
        if (_length == 0)
            Start = _position;
        _position++;
        if (_length + 2 > _word.Length)
            _length = _word.Length;
        else
            _word[_length++] = char.IsAsciiLetterLower(letter) ? (char)(letter - 'a' + 'A') : letter;
    }

    private void Add(Rune rune)
    {
        var capital = Rune.ToUpperInvariant(rune);
        if (_length + 2 > _word.Length)
            _length = _word.Length;
        else if (capital.IsBmp)
            _word[_length++] = BaseLetters.Of((char)capital.Value);
        else
            _length += capital.EncodeToUtf16(_word.AsSpan(_length));
    }

    private static RuneKind KindOf(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => RuneKind.Mark,
            UnicodeCategory.OtherSymbol or UnicodeCategory.CurrencySymbol => RuneKind.Word,
            _ when IsWithoutSpaces(rune.Value) => RuneKind.Word,
            UnicodeCategory.SpacingCombiningMark => RuneKind.Letter,
            _ => Rune.IsLetter(rune) || Rune.IsNumber(rune) ? RuneKind.Letter : RuneKind.Between,
        };

    /// <summary>Thai and Lao, Burmese, Khmer, the Japanese syllabaries, Chinese characters.</summary>
    private static bool IsWithoutSpaces(int rune) =>
        rune
            is (>= 0x0E01 and <= 0x0EDF)
                or (>= 0x1000 and <= 0x109F)
                or (>= 0x1780 and <= 0x17FF)
                or (>= 0x3041 and <= 0x30FF)
                or (>= 0x31F0 and <= 0x31FF)
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x4E00 and <= 0x9FFF)
                or (>= 0xF900 and <= 0xFAFF)
                or (>= 0x20000 and <= 0x3FFFF);

    private enum RuneKind
    {
        Between,
        Letter,
        Mark,
        Word,
    }
}
