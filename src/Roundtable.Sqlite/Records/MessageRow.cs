namespace Roundtable.Sqlite.Records;

/// <summary>What the table of messages knows of one: of one that is open, as far as its chunks are closed.</summary>
internal sealed record MessageRow(
    MessageId Id,
    MessageRole Role,
    string? AgentId,
    ulong Tag,
    MessageStatus Status,
    (int Length, int TokenCount, int ChunkCount) Closed
);
