namespace Roundtable.Moving;

/// <summary>What a run has done.</summary>
public sealed record MovingSummary
{
    /// <summary>Whether the target can be served now. Not when the source of a migration was served.</summary>
    public required bool IsFinished { get; init; }

    /// <summary>Users.</summary>
    public required int Users { get; init; }

    /// <summary>Conversations, deleted ones counted.</summary>
    public required int Conversations { get; init; }

    /// <summary>Records that the source holds.</summary>
    public required long Records { get; init; }

    /// <summary>Bytes of these records.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>Records that this run wrote; 0: the target had everything.</summary>
    public required long RecordsWritten { get; init; }

    /// <summary>Messages that were open in the source: ended as interrupted in a backup, open in an unfinished target.</summary>
    public required int OpenMessages { get; init; }
}
