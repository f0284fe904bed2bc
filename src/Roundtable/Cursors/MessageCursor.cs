using System.Diagnostics.CodeAnalysis;

namespace Roundtable.Cursors;

/// <summary>
/// A place in a message, as clients keep it: opaque text that is valid as long as the message exists. It carries a checksum
/// against accidents, no secret.
/// </summary>
/// <param name="Id">The message.</param>
/// <param name="Tag">The message's tag.</param>
/// <param name="Offset">How much the reader has, in UTF-16 code units.</param>
/// <param name="Ended">Whether the reader knows the end.</param>
public readonly record struct MessageCursor(MessageId Id, ulong Tag, int Offset, bool Ended) : IParsable<MessageCursor>
{
    private const byte Kind = (byte)'m';

    /// <inheritdoc/>
    public static MessageCursor Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var cursor) ? cursor : throw new FormatException("This is not a cursor of a message.");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out MessageCursor result)
    {
        result = default;
        if (CursorReader.Open(s, Kind) is not { } reader)
            return false;
        if (!reader.TryReadConversation(out var conversation) || !reader.TryReadNumber(out var number))
            return false;
        if (!reader.TryReadUInt64(out var tag) || !reader.TryReadInt32(out var offset) || !reader.TryReadInt32(out var ended))
            return false;
        result = new MessageCursor(new MessageId(conversation, number), tag, offset, ended == 1);
        return ended <= 1 && reader.IsAtEnd;
    }

    /// <summary>The text that clients keep.</summary>
    public override string ToString() =>
        new CursorWriter(Kind)
            .WriteConversation(Id.Conversation)
            .WriteInt32(Id.Number)
            .WriteUInt64(Tag)
            .WriteInt32(Offset)
            .WriteInt32(Ended ? 1 : 0)
            .ToString();
}
