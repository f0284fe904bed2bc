using System.Buffers.Binary;
using System.Buffers.Text;

namespace Roundtable.Cursors;

/// <summary>Packs numbers into a short text: a version, a kind, seven bits a byte, a CRC-32C, all in base64url.</summary>
internal sealed class CursorWriter
{
    public const byte Version = 1;
    private const int LengthUsual = 48;
    private readonly List<byte> _bytes = new(LengthUsual) { Version };

    public CursorWriter(byte kind) => _bytes.Add(kind);

    public CursorWriter WriteConversation(ConversationId id) => WriteInt32(id.User.Number).WriteInt32(id.Number);

    public CursorWriter WriteInt32(int value) => WriteUInt64((ulong)value);

    public CursorWriter WriteUInt64(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _bytes.Add((byte)(value | 0x80));
        _bytes.Add((byte)value);
        return this;
    }

    public override string ToString()
    {
        var bytes = new byte[_bytes.Count + sizeof(uint)];
        _bytes.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(_bytes.Count), Crc32C.Compute(bytes.AsSpan(0, _bytes.Count)));
        return Base64Url.EncodeToString(bytes);
    }
}
