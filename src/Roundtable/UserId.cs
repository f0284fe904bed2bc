using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Roundtable;

/// <summary>A user: <c>us01</c>. Two digits at least, no other form of the same number, 1 to 999,999,999.</summary>
public readonly record struct UserId : IParsable<UserId>
{
    private const string Prefix = "us";
    private readonly int _number;

    /// <exception cref="ArgumentOutOfRangeException">The number is not 1 to 999,999,999.</exception>
    public UserId(int number) => _number = IdSegment.Checked(number);

    /// <summary>1 to 999,999,999.</summary>
    public int Number => _number > 0 ? _number : throw new InvalidOperationException("This user id was never set.");

    /// <summary>Parses the canonical form and nothing else.</summary>
    /// <exception cref="FormatException">The text is not a user id.</exception>
    public static UserId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a user id such as us01.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out UserId result) =>
        TryParse(s.AsSpan(), out result);

    /// <summary>The same, from a span.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out UserId result)
    {
        var valid = IdSegment.TryParse(text, Prefix, digitsMin: 2, out var number);
        result = valid ? new UserId(number) : default;
        return valid;
    }

    /// <summary>The canonical form, such as <c>us01</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Number:D2}");
}
