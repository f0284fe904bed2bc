using Roundtable.Verification;

namespace Roundtable.Files.Verification;

/// <summary>What <c>repair</c> says about a damage that it has found, beside what it has set aside.</summary>
internal sealed record DamageNote
{
    /// <summary>Where it was, or should have been, in the data folder.</summary>
    public required string Path { get; init; }

    /// <summary>The name in <c>aside/</c>; absent when there was nothing to keep.</summary>
    public string? Aside { get; init; }

    /// <summary>As in <see cref="Finding.Reason"/>.</summary>
    public required string Reason { get; init; }

    /// <summary>What it cost, in a sentence.</summary>
    public required string Cost { get; init; }

    /// <summary>The files of messages and facts that are lost: they, or their sealed lines, are in no other place.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public required int Format { get; init; }
}
