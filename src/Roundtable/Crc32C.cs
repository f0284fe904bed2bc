using System.Buffers.Binary;
using System.Numerics;

namespace Roundtable;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), as most processors compute it.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> bytes) => Continue(uint.MaxValue, bytes) ^ uint.MaxValue;

    private static uint Continue(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        return crc;
    }
}
