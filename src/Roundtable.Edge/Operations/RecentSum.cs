namespace Roundtable.Edge.Operations;

/// <summary>How much was added lately: a slot a second, the oldest one written over. Not safe for several threads.</summary>
internal sealed class RecentSum(TimeProvider time)
{
    public const int Seconds = 10;
    private readonly (long Second, double Sum)[] _slots = new (long, double)[Seconds + 1];
    private readonly long _began = time.GetTimestamp();

    public void Add(double value)
    {
        var second = Second();
        ref var slot = ref _slots[second % _slots.Length];
        slot = slot.Second == second ? (second, slot.Sum + value) : (second, value);
    }

    /// <summary>A second's share, on average over the last ten whole seconds, or over those that there were.</summary>
    public double PerSecond()
    {
        var now = Second();
        var sum = _slots.Where(slot => slot.Second < now && slot.Second >= now - Seconds).Sum(slot => slot.Sum);
        return sum / Math.Clamp(now, 1, Seconds);
    }

    private long Second() => (long)time.GetElapsedTime(_began).TotalSeconds;
}
