namespace Roundtable.Tests.Doubles;

/// <summary>A clock that is set by hand, forwards and backwards.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private DateTimeOffset _now = new(2026, 11, 23, 2, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Jump(TimeSpan by) => _now += by;
}
