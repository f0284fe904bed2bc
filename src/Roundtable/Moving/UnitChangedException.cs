namespace Roundtable.Moving;

/// <summary>A unit has changed while it was read, by the process that serves the store; reading it again finds it whole.</summary>
public sealed class UnitChangedException(StoreUnit unit, Exception? inner = null)
    : Exception($"'{unit}' has changed while it was read; read it again.", inner)
{
    /// <summary>Which one.</summary>
    public StoreUnit Unit { get; } = unit;
}
