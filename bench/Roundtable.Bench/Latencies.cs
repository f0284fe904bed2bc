using System.Collections.Concurrent;

namespace Roundtable.Bench;

/// <summary>Times of one run, in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly ConcurrentBag<double> _milliseconds = [];

    public void Add(TimeSpan duration) => _milliseconds.Add(duration.TotalMilliseconds);

    public (int Count, double P50, double P99) Summary()
    {
        var sorted = _milliseconds.Order().ToArray();
        return sorted.Length == 0 ? default : (sorted.Length, At(sorted, 0.50), At(sorted, 0.99));
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
