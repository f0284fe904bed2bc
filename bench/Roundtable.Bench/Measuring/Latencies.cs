using System.Collections.Concurrent;

namespace Roundtable.Bench.Measuring;

/// <summary>Times of one run, from any thread.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    public void Add(TimeSpan duration) => _milliseconds.Add(duration.TotalMilliseconds);

    public void Add(double milliseconds) => _milliseconds.Add(milliseconds);

    /// <summary>How many there were, and the times in milliseconds that half and 99 of a hundred did not exceed.</summary>
    public (int Count, double P50, double P99) Summary()
    {
        var sorted = _milliseconds.Order().ToArray();
        return sorted.Length == 0 ? default : (sorted.Length, At(sorted, 0.50), At(sorted, 0.99));
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
