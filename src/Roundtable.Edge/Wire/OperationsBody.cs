using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>How the process is doing, at one moment: numbers of all users together.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record OperationsBody
{
    /// <summary>The moment.</summary>
    public required string At { get; init; }

    /// <summary>Since the server was started.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>Which kind of store, such as files; absent when the host does not say.</summary>
    public string? Store { get; init; }

    /// <summary>What shown text survives: power or process; absent when the host does not say.</summary>
    public string? Durability { get; init; }

    /// <summary>From the cut of a bundle until it is durable, and may be shown; milliseconds.</summary>
    public required SpreadBody BundleLatency { get; init; }

    /// <summary>From durable in the journal until its file has its name; milliseconds.</summary>
    public required SpreadBody ChunkLatency { get; init; }

    /// <summary>One write and one flush of all that waited; milliseconds.</summary>
    public required SpreadBody FlushLatency { get; init; }

    /// <summary>A message put together from its chunks; milliseconds.</summary>
    public required SpreadBody Reconstruction { get; init; }

    /// <summary>Records that shared one flush.</summary>
    public required SpreadBody FlushBatch { get; init; }

    /// <summary>A flush of the device as measured at the start; absent when it was not.</summary>
    public double? DeviceFlushMs { get; init; }

    /// <summary>Requests that wait for the journal.</summary>
    public required long JournalQueue { get; init; }

    /// <summary>Bytes in the journal that wait for a file of their own.</summary>
    public required long FilesWaitingBytes { get; init; }

    /// <summary>Replies being written.</summary>
    public required long RepliesLive { get; init; }

    /// <summary>Streams of server-sent events that are open.</summary>
    public required long StreamsOpen { get; init; }

    /// <summary>Memory of the process that is in use.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Its managed part.</summary>
    public required long HeapBytes { get; init; }

    /// <summary>What happens in a second.</summary>
    public required RatesBody PerSecond { get; init; }

    /// <summary>What there was since the start.</summary>
    public required TotalsBody Total { get; init; }
}
