using Roundtable.Stored;

namespace Roundtable.Files.Journaling;

/// <summary>Something that is durable once the journal is flushed, and from which files can be written again to the byte.</summary>
internal abstract record JournalRecord;

/// <summary>Files as they will be: a turn with its openings, a revision of facts. All of them or none.</summary>
internal sealed record FilesRecord(IReadOnlyList<StoredFile> Files) : JournalRecord;

/// <summary>A bundle of an open reply.</summary>
internal sealed record BundleRecord(Bundle Bundle) : JournalRecord;

/// <summary>The end of a reply.</summary>
internal sealed record EndRecord(MessageId MessageId, MessageEnd Ending, long Change, DateTimeOffset CompletedAt) : JournalRecord;

/// <summary>An open reply at the beginning of a segment, so that no slow or silent reply pins the segments before.</summary>
internal sealed record LiveRecord(LiveReply Reply) : JournalRecord;
