namespace Roundtable.Moving;

/// <summary>A target holds something that its source does not. Nothing of it is changed or taken for a copy.</summary>
/// <param name="unit">Where the first difference is.</param>
public sealed class StoreDiffersException(string message, StoreUnit unit, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Where the first difference is.</summary>
    public StoreUnit Unit { get; } = unit;
}
