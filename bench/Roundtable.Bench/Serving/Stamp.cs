using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;

namespace Roundtable.Bench.Serving;

/// <summary>
/// A moment as nine digits: microseconds of the machine's monotonic clock, which all processes share, modulo 1,000 s. It is
/// said as part of the text, so that who receives a bundle knows when it was cut, whatever is in between.
/// </summary>
internal static class Stamp
{
    public const int Length = 9;
    private const long Modulus = 1_000_000_000;

    public static string Now() => Microseconds().ToString("D9", CultureInfo.InvariantCulture);

    public static void WriteNow(Span<byte> digits) => Utf8Formatter.TryFormat(Microseconds(), digits, out _, new('D', Length));

    /// <summary>How long ago it was, in milliseconds; null when these are not nine digits.</summary>
    public static double? AgeOf(ReadOnlySpan<byte> digits) =>
        digits.Length == Length && Utf8Parser.TryParse(digits, out long then, out var read) && read == Length
            ? (Microseconds() - then + Modulus) % Modulus / 1000.0
            : null;

    private static long Microseconds() => (long)(Stopwatch.GetTimestamp() * (1_000_000.0 / Stopwatch.Frequency)) % Modulus;
}
