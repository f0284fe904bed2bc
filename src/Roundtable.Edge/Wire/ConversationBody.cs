using System.Text.Json.Serialization;
using Roundtable.Cursors;

namespace Roundtable.Edge.Wire;

/// <summary>A conversation, as of one moment.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record ConversationBody
{
    /// <summary>Its id, such as us01-co12.</summary>
    public required string Id { get; init; }

    /// <summary>Whose it is.</summary>
    public required string UserId { get; init; }

    /// <summary>Its title; empty when none was given.</summary>
    public required string Title { get; init; }

    /// <summary>The agents that take part; without any, the default agent answers.</summary>
    public required IReadOnlyList<string> Participants { get; init; }

    /// <summary>When it was created.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>When its facts or messages last changed.</summary>
    public required string UpdatedAt { get; init; }

    /// <summary>How many messages it has.</summary>
    public required int MessageCount { get; init; }

    /// <summary>The newest message; absent while there is none.</summary>
    public string? LastMessageId { get; init; }

    /// <summary>Whether it was put away.</summary>
    public required bool Archived { get; init; }

    /// <summary>What the client keeps beside it.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Which revision of its facts this is, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>Opaque; covers exactly what this answer shows.</summary>
    public required string EventCursor { get; init; }

    /// <summary>All messages, in order; only where one conversation is asked for.</summary>
    public IAsyncEnumerable<MessageBody>? Messages { get; init; }

    public static ConversationBody From(Conversation conversation, IAsyncEnumerable<MessageBody>? messages = null) =>
        new()
        {
            Id = conversation.Id.ToString(),
            UserId = conversation.Id.User.ToString(),
            Title = conversation.Title,
            Participants = conversation.Participants,
            CreatedAt = WireTime.Format(conversation.CreatedAt),
            UpdatedAt = WireTime.Format(conversation.UpdatedAt),
            MessageCount = conversation.MessageCount,
            LastMessageId = conversation.LastMessageId?.ToString(),
            Archived = conversation.Archived,
            Metadata = conversation.Metadata,
            Revision = conversation.Revision,
            EventCursor = ConversationCursor.Of(conversation).ToString(),
            Messages = messages,
        };
}
