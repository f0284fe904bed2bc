using System.Diagnostics.CodeAnalysis;

namespace Roundtable.Cursors;

/// <summary>A place between the messages of a conversation, bound to the order in which they are paged.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="Descending">Whether pages go from new to old.</param>
/// <param name="Number">The message at the edge of the page this cursor came with.</param>
/// <param name="Backwards">Whether the page lies before that message in the list's order, not after it.</param>
public readonly record struct MessagePageCursor(ConversationId Id, bool Descending, int Number, bool Backwards)
    : IParsable<MessagePageCursor>
{
    private const byte Kind = (byte)'p';

    /// <inheritdoc/>
    public static MessagePageCursor Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var cursor) ? cursor : throw new FormatException("This is not a cursor of a page of messages.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MessagePageCursor result)
    {
        result = default;
        if (CursorReader.Open(s, Kind) is not { } reader || !reader.TryReadConversation(out var id))
            return false;
        if (!reader.TryReadInt32(out var flags) || flags > 3 || !reader.TryReadNumber(out var number) || !reader.IsAtEnd)
            return false;
        result = new MessagePageCursor(id, (flags & 1) != 0, number, (flags & 2) != 0);
        return true;
    }

    /// <summary>The text that clients keep.</summary>
    public override string ToString() =>
        new CursorWriter(Kind)
            .WriteConversation(Id)
            .WriteInt32((Descending ? 1 : 0) | (Backwards ? 2 : 0))
            .WriteInt32(Number)
            .ToString();
}
