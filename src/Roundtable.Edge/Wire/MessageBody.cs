using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>A message, put together from its chunks, as of one moment.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record MessageBody
{
    /// <summary>Its id, such as us01-co12-ms02.</summary>
    public required string Id { get; init; }

    /// <summary>The conversation it belongs to.</summary>
    public required string ConversationId { get; init; }

    /// <summary>Who speaks.</summary>
    public required MessageRole Role { get; init; }

    /// <summary>Who wrote a user's message.</summary>
    public string? AuthorId { get; init; }

    /// <summary>Which agent answers.</summary>
    public string? AgentId { get; init; }

    /// <summary>The model asked.</summary>
    public string? Model { get; init; }

    /// <summary>The text shown so far; absent in a <c>complete</c> event only.</summary>
    public string? Content { get; init; }

    /// <summary>The text as sanitised HTML, each item one element; with format=html.</summary>
    public IReadOnlyList<string>? Html { get; init; }

    /// <summary>What later text has changed of its blocks; with format=html, in a <c>complete</c> event only.</summary>
    public BlocksBody? Blocks { get; init; }

    /// <summary>UTF-16 code units in the text, as a browser's text.length.</summary>
    public required int Length { get; init; }

    /// <summary>Tokens of the vocabulary o200k_base so far.</summary>
    public required int TokenCount { get; init; }

    /// <summary>Chunks so far.</summary>
    public required int ChunkCount { get; init; }

    /// <summary>Whether more may come.</summary>
    public required MessageStatus Status { get; init; }

    /// <summary>Why it ended; absent while it streams.</summary>
    public FinishReason? FinishReason { get; init; }

    /// <summary>What went wrong.</summary>
    public MessageErrorBody? Error { get; init; }

    /// <summary>Stretches that storage lost; in the text they are U+FFFD. Absent when there are none.</summary>
    public IReadOnlyList<DamageBody>? Damaged { get; init; }

    /// <summary>The message this one answers.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Why the agent answers.</summary>
    public RoutedBy? RoutedBy { get; init; }

    /// <summary>The reply that this one replaces.</summary>
    public string? Replaces { get; init; }

    /// <summary>When it was stored first.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>When it ended; absent while it streams.</summary>
    public string? CompletedAt { get; init; }

    public static MessageBody From(Message message) => WithoutContent(message) with { Content = message.Content };

    public static MessageBody WithoutContent(Message message) =>
        new()
        {
            Id = message.Id.ToString(),
            ConversationId = message.Id.Conversation.ToString(),
            Role = message.Role,
            AuthorId = message.AuthorId?.ToString(),
            AgentId = message.AgentId,
            Model = message.Model,
            Length = message.Length,
            TokenCount = message.TokenCount,
            ChunkCount = message.ChunkCount,
            Status = message.Status,
            FinishReason = message.FinishReason,
            Error = message.Error is { } error ? new MessageErrorBody(error.Code, error.Message) : null,
            Damaged = message.Damaged.Count > 0 ? [.. message.Damaged.Select(DamageBody.From)] : null,
            ReplyTo = message.ReplyTo?.ToString(),
            RoutedBy = message.RoutedBy,
            Replaces = message.Replaces?.ToString(),
            CreatedAt = WireTime.Format(message.CreatedAt),
            CompletedAt = message.CompletedAt is { } completed ? WireTime.Format(completed) : null,
        };
}
