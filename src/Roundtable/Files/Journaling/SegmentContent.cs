namespace Roundtable.Files.Journaling;

/// <summary>What could be read of a segment.</summary>
/// <param name="Path">The segment.</param>
/// <param name="Entries">Its sound records and what lies between them, in order.</param>
/// <param name="FirstSequenceNumber">The number of its first record, which makes the same and higher numbers in segments before it void.</param>
/// <param name="FlushedThrough">The highest number that one of its batches says was flushed.</param>
internal sealed record SegmentContent(
    string Path,
    IReadOnlyList<SegmentEntry> Entries,
    long FirstSequenceNumber,
    long FlushedThrough
);

/// <summary>A sound record, or a stretch that holds none although one was expected.</summary>
/// <param name="SequenceNumber">The record's number; of a stretch, the first number that is missing.</param>
/// <param name="Record">The record; null for a stretch, and for records that only the reader needs.</param>
/// <param name="MissingThrough">Of a stretch, the last number that is missing: one before the sound record that follows; null when none follows.</param>
/// <param name="IsGap">Whether it is a stretch.</param>
internal readonly record struct SegmentEntry(long SequenceNumber, JournalRecord? Record, long? MissingThrough, bool IsGap);
