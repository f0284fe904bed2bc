using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Roundtable;

/// <summary>A message of a conversation: <c>us01-co12-ms02</c>. Numbers count from 1 without holes.</summary>
public readonly record struct MessageId : IParsable<MessageId>
{
    private const string Prefix = "ms";
    private readonly int _number;

    /// <exception cref="ArgumentOutOfRangeException">The number is not 1 to 999,999,999.</exception>
    public MessageId(ConversationId conversation, int number)
    {
        Conversation = conversation;
        _number = IdSegment.Checked(number);
    }

    /// <summary>The conversation it belongs to.</summary>
    public ConversationId Conversation { get; }

    /// <summary>1 to 999,999,999, in the order in which messages were stored.</summary>
    public int Number => _number > 0 ? _number : throw new InvalidOperationException("This message id was never set.");

    /// <summary>Parses the canonical form and nothing else.</summary>
    /// <exception cref="FormatException">The text is not a message id.</exception>
    public static MessageId Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var id) ? id : throw new FormatException($"'{s}' is not a message id such as us01-co12-ms02.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MessageId result) =>
        TryParse(s.AsSpan(), out result);

    /// <summary>The same, from a span.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MessageId result)
    {
        result = default;
        if (!IdSegment.TrySplit(text, out var parent, out var own) || !ConversationId.TryParse(parent, out var conversation))
            return false;
        if (!IdSegment.TryParse(own, Prefix, digitsMin: 2, out var number))
            return false;
        result = new MessageId(conversation, number);
        return true;
    }

    /// <summary>The canonical form, such as <c>us01-co12-ms02</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Conversation}-{Prefix}{Number:D2}");
}
