namespace Roundtable.Moving;

/// <summary>How far a run has come.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Units">Users and conversations that are done in this phase.</param>
/// <param name="UnitsTotal">How many there are, about.</param>
/// <param name="SizeBytes">Bytes of records that are done in this phase.</param>
public readonly record struct MovingProgress(MovingPhase Phase, int Units, int UnitsTotal, long SizeBytes);
