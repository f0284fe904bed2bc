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

    public static string Now() => Of(Stopwatch.GetTimestamp());

    /// <param name="moment">A timestamp of <see cref="Stopwatch"/>.</param>
    public static string Of(long moment) => Microseconds(moment).ToString("D9", CultureInfo.InvariantCulture);

    /// <param name="moment">A timestamp of <see cref="Stopwatch"/>.</param>
    public static void Write(Span<byte> digits, long moment) =>
        Utf8Formatter.TryFormat(Microseconds(moment), digits, out _, new('D', Length));

    /// <summary>How long ago it was, in milliseconds, less than nothing when it is to come; null when these are not nine digits.</summary>
    public static double? AgeOf(ReadOnlySpan<byte> digits) =>
        digits.Length == Length && Utf8Parser.TryParse(digits, out long then, out var read) && read == Length
            ? (((Microseconds(Stopwatch.GetTimestamp()) - then + Modulus + (Modulus / 2)) % Modulus) - (Modulus / 2)) / 1000.0
            : null;

    private static long Microseconds(long moment) => (long)(moment * (1_000_000.0 / Stopwatch.Frequency)) % Modulus;
}
