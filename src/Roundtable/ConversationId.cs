using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Roundtable;

/// <summary>A conversation of a user: <c>us01-co12</c>. The id names its owner.</summary>
public readonly record struct ConversationId : IParsable<ConversationId>
{
    private const string Prefix = "co";
    private readonly int _number;

    /// <exception cref="ArgumentOutOfRangeException">The number is not 1 to 999,999,999.</exception>
    public ConversationId(UserId user, int number)
    {
        User = user;
        _number = IdSegment.Checked(number);
    }

    /// <summary>Whose conversation it is.</summary>
    public UserId User { get; }

    /// <summary>1 to 999,999,999, counted for each user.</summary>
    public int Number => _number > 0 ? _number : throw new InvalidOperationException("This conversation id was never set.");

    /// <summary>Parses the canonical form and nothing else.</summary>
    /// <exception cref="FormatException">The text is not a conversation id.</exception>
    public static ConversationId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a conversation id such as us01-co12.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out ConversationId result) =>
        TryParse(s.AsSpan(), out result);

    /// <summary>The same, from a span.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ConversationId result)
    {
        result = default;
        if (!IdSegment.TrySplit(text, out var parent, out var own) || !UserId.TryParse(parent, out var user))
            return false;
        if (!IdSegment.TryParse(own, Prefix, digitsMin: 2, out var number))
            return false;
        result = new ConversationId(user, number);
        return true;
    }

    /// <summary>The canonical form, such as <c>us01-co12</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{User}-{Prefix}{Number:D2}");
}
