using System.Globalization;

namespace Roundtable.Bench.Measuring;

/// <summary>The median of several runs, the lowest and the highest.</summary>
internal readonly record struct Spread(double Median, double Low, double High)
{
    public static Spread? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0)
            return null;
        // Of an even number the mean of the two in the middle.
        var median = (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    /// <summary><c>1.23 (1.10-1.50)</c>, with three digits that say something.</summary>
    public override string ToString() => Low == High ? Text(Median) : $"{Text(Median)} ({Text(Low)}-{Text(High)})";

    private static string Text(double value) =>
        Math.Abs(value) switch
        {
            0 => "0",
            < 0.01 => value.ToString("G2", CultureInfo.InvariantCulture),
            < 10 => value.ToString("0.###", CultureInfo.InvariantCulture),
            < 100 => value.ToString("0.#", CultureInfo.InvariantCulture),
            _ => value.ToString("#,0", CultureInfo.InvariantCulture),
        };
}
