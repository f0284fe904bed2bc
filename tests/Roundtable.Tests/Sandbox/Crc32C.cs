namespace Roundtable.Tests.Sandbox;

/// <summary>CRC-32C (Castagnoli, RFC 3720 appendix B.4), bit by bit: the tests' own, so that the product cannot agree with itself.</summary>
internal static class Crc32C
{
    private const uint PolynomialReversed = 0x82F63B78;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? (crc >> 1) ^ PolynomialReversed : crc >> 1;
        }

        return ~crc;
    }
}
