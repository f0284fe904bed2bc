using System.Buffers.Binary;
using System.Buffers.Text;

namespace Roundtable.Cursors;

/// <summary>Unpacks what <see cref="CursorWriter"/> packed; anything else, in any bit, is refused.</summary>
internal sealed class CursorReader
{
    private const int TextLengthMax = 6_000;
    private readonly byte[] _bytes;
    private int _position = 2;

    private CursorReader(byte[] bytes) => _bytes = bytes;

    public bool IsAtEnd => _position == _bytes.Length;

    public static CursorReader? Open(string? text, byte kind)
    {
        if (text is null or { Length: 0 or > TextLengthMax } || !Base64Url.IsValid(text))
            return null;

        var bytes = Base64Url.DecodeFromChars(text);
        // Base64 has spare bits, and decoders skip white space: only the one canonical text of these bytes is a cursor.
        if (bytes.Length < 2 + sizeof(uint) || Base64Url.EncodeToString(bytes) != text)
            return null;

        var body = bytes[..^sizeof(uint)];
        var isSound = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(body.Length)) == Crc32C.Compute(body);
        return isSound && body[0] == CursorWriter.Version && body[1] == kind ? new CursorReader(body) : null;
    }

    public bool TryReadConversation(out ConversationId id)
    {
        id = default;
        if (!TryReadNumber(out var user) || !TryReadNumber(out var number))
            return false;
        id = new ConversationId(new UserId(user), number);
        return true;
    }

    /// <summary>A number that an id can have.</summary>
    public bool TryReadNumber(out int number) => TryReadInt32(out number) && number is >= 1 and <= IdSegment.NumberMax;

    public bool TryReadInt32(out int value)
    {
        var isRead = TryReadUInt64(out var wide) && wide <= int.MaxValue;
        value = isRead ? (int)wide : 0;
        return isRead;
    }

    public bool TryReadUInt64(out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && _position < _bytes.Length; shift += 7)
        {
            var part = _bytes[_position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return true;
        }

        return false;
    }
}
