namespace Roundtable.Edge.Operations;

/// <summary>What one instrument has said: in all, last, and lately. Its memory is bounded.</summary>
internal sealed class Measured(TimeProvider time, bool keepsSamples)
{
    private readonly Lock _gate = new();
    private readonly RecentSum _recent = new(time);
    private readonly RecentSamples? _samples = keepsSamples ? new RecentSamples(time) : null;
    private double _total;
    private double _added;
    private double? _last;

    /// <summary>The sum; of what goes up and down, how much there is.</summary>
    public double Total
    {
        get
        {
            lock (_gate)
                return _total;
        }
    }

    /// <summary>The sum of what went up.</summary>
    public double Added
    {
        get
        {
            lock (_gate)
                return _added;
        }
    }

    /// <summary>The newest value; null when there was none.</summary>
    public double? Last
    {
        get
        {
            lock (_gate)
                return _last;
        }
    }

    public void Record(double value)
    {
        lock (_gate)
        {
            (_total, _last) = (_total + value, value);
            _samples?.Add(value);
            if (value <= 0)
                return;
            _added += value;
            _recent.Add(value);
        }
    }

    /// <summary>How much went up in a second.</summary>
    public double PerSecond()
    {
        lock (_gate)
            return _recent.PerSecond();
    }

    /// <summary>Recent values, lowest first.</summary>
    public double[] Samples()
    {
        lock (_gate)
            return _samples?.Sorted() ?? [];
    }
}
