namespace Roundtable;

/// <summary>A conversation's facts and what is derived from its messages, all as of one moment.</summary>
public sealed record Conversation
{
    /// <summary>The conversation.</summary>
    public required ConversationId Id { get; init; }

    /// <summary>Its title; empty when none was given.</summary>
    public required string Title { get; init; }

    /// <summary>The agents that take part, in order; may be empty.</summary>
    public required IReadOnlyList<string> Participants { get; init; }

    /// <summary>What the client keeps beside it.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Whether it was put away.</summary>
    public required bool Archived { get; init; }

    /// <summary>Which revision of the facts this is, from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its facts or messages last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many messages it has; the last one's number.</summary>
    public required int MessageCount { get; init; }

    /// <summary>Replies being written now, in order; at most 64.</summary>
    public required IReadOnlyList<OpenReply> Open { get; init; }

    /// <summary>Random; tells it from another one that has its id after a loss.</summary>
    public required ulong Tag { get; init; }

    /// <summary>The user's change number of the last thing that changed what a list shows: the order of lists.</summary>
    public required long Change { get; init; }

    /// <summary>Grows with every message, every bundle and every end; equal after a restart.</summary>
    public required long Position { get; init; }

    /// <summary>The newest message; absent while there is none.</summary>
    public MessageId? LastMessageId => MessageCount > 0 ? new MessageId(Id, MessageCount) : null;
}
