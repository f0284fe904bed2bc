namespace Roundtable.Verification;

/// <summary>What verifying a store has read and found.</summary>
public sealed record VerificationSummary
{
    /// <summary>Files read.</summary>
    public required long Files { get; init; }

    /// <summary>Bytes of these files.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Users.</summary>
    public required int Users { get; init; }

    /// <summary>Conversations.</summary>
    public required int Conversations { get; init; }

    /// <summary>Messages.</summary>
    public required long Messages { get; init; }

    /// <summary>What is damaged.</summary>
    public required IReadOnlyList<Finding> Damage { get; init; }

    /// <summary>What <c>repair</c> has found before and noted; reads name it.</summary>
    public required IReadOnlyList<Finding> KnownLosses { get; init; }

    /// <summary>What is neither damaged nor the product's.</summary>
    public required IReadOnlyList<Finding> Notes { get; init; }
}
