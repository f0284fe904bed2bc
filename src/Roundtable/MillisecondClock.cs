namespace Roundtable;

/// <summary>Times as they are stored: UTC, whole milliseconds.</summary>
internal static class MillisecondClock
{
    public static DateTimeOffset GetUtcMilliseconds(this TimeProvider time)
    {
        var now = time.GetUtcNow();
        return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMillisecond), TimeSpan.Zero);
    }
}
