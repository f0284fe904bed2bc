using System.Globalization;

namespace Roundtable;

/// <summary>One part of an id: a prefix and a number with at least so many digits, and no other form of it.</summary>
internal static class IdSegment
{
    public const int NumberMax = 999_999_999;
    private const int DigitsMax = 9;

    public static int Checked(int number) =>
        number is >= 1 and <= NumberMax
            ? number
            : throw new ArgumentOutOfRangeException(nameof(number), number, $"An id's number is 1 to {NumberMax}.");

    public static string Format(string prefix, int number, int digitsMin) =>
        prefix + number.ToString("D" + digitsMin.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public static bool TryParse(ReadOnlySpan<char> text, string prefix, int digitsMin, out int number)
    {
        number = 0;
        if (!text.StartsWith(prefix, StringComparison.Ordinal))
            return false;

        var digits = text[prefix.Length..];
        if (digits.Length < digitsMin || digits.Length > DigitsMax || (digits.Length > digitsMin && digits[0] == '0'))
            return false;

        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
                return false;
            number = (number * 10) + (digit - '0');
        }

        return number > 0;
    }

    /// <summary>Splits at the last hyphen: <c>us01-co12</c> into <c>us01</c> and <c>co12</c>.</summary>
    public static bool TrySplit(ReadOnlySpan<char> text, out ReadOnlySpan<char> parent, out ReadOnlySpan<char> own)
    {
        var hyphen = text.LastIndexOf('-');
        parent = hyphen < 0 ? default : text[..hyphen];
        own = hyphen < 0 ? default : text[(hyphen + 1)..];
        return hyphen > 0;
    }
}
