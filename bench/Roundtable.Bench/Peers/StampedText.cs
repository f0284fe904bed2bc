using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;

namespace Roundtable.Bench.Peers;

/// <summary>
/// Bundles that say their number first and when they were cut last, as long as ours: what arrives of one stream, how old, and whether one is
/// missing or comes twice.
/// </summary>
internal sealed class StampedText(Latencies latencies)
{
    private const int NumberLength = 5;
    private static readonly string Words = string.Concat(Enumerable.Repeat(Script.Word, 14));
    private int _expected;

    public long Bundles { get; private set; }

    /// <summary>When the last of them arrived, by the machine's clock.</summary>
    public long LastAt { get; private set; }

    public long Lost { get; private set; }

    public long Twice { get; private set; }

    /// <summary>The bundle with this number, cut now.</summary>
    public static byte[] Of(int number) => Encoding.ASCII.GetBytes($"{number:D5}{Words}{Stamp.Now()}");

    /// <summary>Takes whole bundles, one or more.</summary>
    public void Add(ReadOnlySpan<byte> text)
    {
        for (; text.Length >= Script.BundleLength; text = text[Script.BundleLength..])
        {
            var bundle = text[..Script.BundleLength];
            if (!Utf8Parser.TryParse(bundle[..NumberLength], out int number, out _))
                throw new InvalidDataException("This is no bundle that was sent.");
            (Lost, Twice) = (Lost + Math.Max(0, number - _expected), Twice + (number < _expected ? 1 : 0));
            _expected = number + 1;
            (Bundles, LastAt) = (Bundles + 1, Stopwatch.GetTimestamp());
            if (Stamp.AgeOf(bundle[^Stamp.Length..]) is { } age)
                latencies.Add(age);
        }
    }
}
