namespace Roundtable.Edge.Operations;

/// <summary>The newest values of a histogram, at most so many, none older than a minute. Not safe for several threads.</summary>
internal sealed class RecentSamples(TimeProvider time)
{
    /// <summary>Full: the oldest is written over, so that under load the window is shorter than a minute.</summary>
    public const int CountMax = 2048;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly (long At, double Value)[] _samples = new (long, double)[CountMax];
    private long _count;

    public void Add(double value) => _samples[_count++ % CountMax] = (time.GetTimestamp(), value);

    /// <summary>The values of the window, lowest first.</summary>
    public double[] Sorted()
    {
        var kept = (int)Math.Min(_count, CountMax);
        var values = _samples.Take(kept).Where(sample => time.GetElapsedTime(sample.At) <= Window).Select(sample => sample.Value);
        return [.. values.Order()];
    }
}
