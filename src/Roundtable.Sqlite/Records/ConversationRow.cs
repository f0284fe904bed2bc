using Roundtable.Stored;

namespace Roundtable.Sqlite.Records;

/// <summary>A conversation that was not deleted: the newest sound revision of its facts, and what is derived from its messages.</summary>
internal sealed record ConversationRow
{
    public required ConversationFile Facts { get; init; }

    /// <summary>Whether the newest revision is damaged, and <see cref="Facts"/> are an earlier one's, or nobody's.</summary>
    public required bool IsDamaged { get; init; }

    public required int MessageCount { get; init; }

    public required long EndedCount { get; init; }

    /// <summary>UTF-16 code units in chunks; what is in bundles comes on top.</summary>
    public required long TextLength { get; init; }

    public required long Change { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The conversation with these replies open.</summary>
    public Conversation ToConversation(ConversationId id, IReadOnlyList<OpenReply> open, long openLength) =>
        new()
        {
            Id = id,
            Title = Facts.Title,
            Participants = Facts.Participants,
            Metadata = Facts.Metadata,
            Archived = Facts.Archived,
            Revision = Facts.Revision,
            CreatedAt = Facts.CreatedAt,
            UpdatedAt = UpdatedAt,
            MessageCount = MessageCount,
            Open = open,
            Tag = Facts.Tag,
            Change = Change,
            Position = MessageCount + EndedCount + TextLength + openLength,
        };
}
