namespace Roundtable.Verification;

/// <summary>What a repair has done.</summary>
public sealed record RepairSummary
{
    /// <summary>What was set aside, or noted as lost.</summary>
    public required IReadOnlyList<Finding> Settled { get; init; }

    /// <summary>The store as it is now; what is still damaged was refused, see each finding.</summary>
    public required VerificationSummary After { get; init; }
}
