using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>A chunk as it is stored. It is never made from this type: the bytes of the store are sent. This describes them.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record StoredChunkBody
{
    /// <summary>The message.</summary>
    public required string MessageId { get; init; }

    /// <summary>Which chunk.</summary>
    public required int Seq { get; init; }

    /// <summary>The text.</summary>
    public required string Tokens { get; init; }

    /// <summary>When its last bundle was cut, or it was stored.</summary>
    public required string Timestamp { get; init; }

    /// <summary>The agent.</summary>
    public string? AgentId { get; init; }

    /// <summary>complete in the last chunk.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>The version of the stored form.</summary>
    public required int Format { get; init; }

    /// <summary>Where the text begins, in UTF-16 code units.</summary>
    public required int Offset { get; init; }

    /// <summary>Tokens in the chunks before.</summary>
    public required int TokenOffset { get; init; }

    /// <summary>Tokens in this one.</summary>
    public required int TokenCount { get; init; }

    /// <summary>How the text was cut into bundles.</summary>
    public IReadOnlyList<BundleMarkBody>? Bundles { get; init; }

    /// <summary>Who wrote a user's message.</summary>
    public string? AuthorId { get; init; }

    /// <summary>The model asked.</summary>
    public string? Model { get; init; }

    /// <summary>The message this one answers.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Why the agent answers.</summary>
    public RoutedBy? RoutedBy { get; init; }

    /// <summary>The reply that this one replaces.</summary>
    public string? Replaces { get; init; }

    /// <summary>Tells an id from the same one handed out again after a loss.</summary>
    public string? Tag { get; init; }

    /// <summary>The user's change number.</summary>
    public long? Change { get; init; }

    /// <summary>Why the message ended.</summary>
    public FinishReason? FinishReason { get; init; }

    /// <summary>What went wrong.</summary>
    public MessageErrorBody? Error { get; init; }

    /// <summary>When the message ended.</summary>
    public string? CompletedAt { get; init; }

    /// <summary>CRC-32C of all before it.</summary>
    public required string Checksum { get; init; }
}
