namespace Roundtable.Moving;

/// <summary>Something in the target is damaged.</summary>
internal sealed class TargetDamagedException(StoreDamagedException damage)
    : Exception($"In the target: {damage.Message}", damage);
