namespace Roundtable;

/// <summary>A reply that is being written, as of one moment.</summary>
/// <param name="Number">The message's number.</param>
/// <param name="Tag">The message's tag; tells it from another one that has its id after a loss.</param>
/// <param name="Length">UTF-16 code units shown so far.</param>
/// <param name="TokenCount">Tokens shown so far; not part of a cursor.</param>
/// <param name="ChunkCount">Chunks so far, the open one included; not part of a cursor.</param>
public readonly record struct OpenReply(int Number, ulong Tag, int Length, int TokenCount = 0, int ChunkCount = 0);
