using Roundtable.Verification;

namespace Roundtable.Cli.Reporting;

/// <summary>What <c>verify --json</c> prints; the schema is <c>docs/schemas/verification.schema.json</c>.</summary>
internal sealed record VerificationReport
{
    public required string Store { get; init; }
    public required bool IsSound { get; init; }
    public required long Files { get; init; }
    public required long SizeBytes { get; init; }
    public required int Users { get; init; }
    public required int Conversations { get; init; }
    public required long Messages { get; init; }
    public required IReadOnlyList<Finding> Damage { get; init; }
    public required IReadOnlyList<Finding> KnownLosses { get; init; }
    public required IReadOnlyList<Finding> Notes { get; init; }

    public static VerificationReport Of(StoreName store, VerificationSummary summary) =>
        new()
        {
            Store = store.ToString(),
            IsSound = summary.Damage.Count == 0,
            Files = summary.Files,
            SizeBytes = summary.SizeBytes,
            Users = summary.Users,
            Conversations = summary.Conversations,
            Messages = summary.Messages,
            Damage = summary.Damage,
            KnownLosses = summary.KnownLosses,
            Notes = summary.Notes,
        };
}
