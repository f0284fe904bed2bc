namespace Roundtable.Files.Verification;

/// <summary>What <see cref="StoreRepair"/> has done.</summary>
public sealed record RepairSummary
{
    /// <summary>What was set aside, or noted as lost.</summary>
    public required IReadOnlyList<Finding> Settled { get; init; }

    /// <summary>The folder as it is now; what is still damaged was refused, see each finding.</summary>
    public required VerificationSummary After { get; init; }
}
