namespace Roundtable.Moving;

/// <summary>Something in a store is damaged. Nothing damaged is copied as sound.</summary>
/// <param name="id">What: an id, or the name of a file.</param>
/// <param name="reason">As in <see cref="Damage.Reason"/>, or <c>offset</c>, <c>overlap</c>, <c>end</c>, <c>version</c>.</param>
public sealed class StoreDamagedException(string id, string reason, Exception? inner = null)
    : Exception(
        reason == "version"
            ? $"'{id}' was written by a newer version; use the program that wrote it, or a later one."
            : $"'{id}' is damaged: {reason}. 'roundtable verify' lists all damage, and 'roundtable repair' sets it aside; then try again.",
        inner
    )
{
    /// <summary>What is damaged.</summary>
    public string Id { get; } = id;

    /// <summary>Why.</summary>
    public string Reason { get; } = reason;
}
