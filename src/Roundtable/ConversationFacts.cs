namespace Roundtable;

/// <summary>What a client says about a conversation; each change of it is a revision of its own.</summary>
public sealed record ConversationFacts
{
    /// <summary>Longest title, in UTF-16 code units.</summary>
    public const int TitleLengthMax = 500;

    /// <summary>Most agents in one conversation.</summary>
    public const int ParticipantsMax = 64;

    /// <summary>Most members of the metadata.</summary>
    public const int MetadataMax = 64;

    /// <summary>Its title; may be empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>The agents that take part; without any, the default agent answers.</summary>
    public IReadOnlyList<string> Participants { get; init; } = [];

    /// <summary>What the client keeps beside it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it was put away.</summary>
    public bool Archived { get; init; }

    /// <summary>Whether a conversation has these facts already.</summary>
    public bool AreThoseOf(Conversation conversation) =>
        Title == conversation.Title
        && Archived == conversation.Archived
        && Participants.SequenceEqual(conversation.Participants)
        && Metadata.Count == conversation.Metadata.Count
        && Metadata.All(pair => conversation.Metadata.TryGetValue(pair.Key, out var value) && value == pair.Value);

    /// <summary>Refuses what no store takes.</summary>
    /// <exception cref="ArgumentException">A text has a lone surrogate, the title is too long, or there is too much of something.</exception>
    internal void Require()
    {
        if (Title.Length > TitleLengthMax)
            throw new ArgumentException($"A title has at most {TitleLengthMax} UTF-16 code units; this one has {Title.Length}.");
        if (Participants.Count > ParticipantsMax)
            throw new ArgumentException($"A conversation has at most {ParticipantsMax} participants, not {Participants.Count}.");
        if (Metadata.Count > MetadataMax)
            throw new ArgumentException($"Metadata has at most {MetadataMax} members, not {Metadata.Count}.");
        foreach (var text in Participants.Concat(Metadata.Keys).Concat(Metadata.Values).Prepend(Title))
            WholeCodePoints.Require(text);
    }
}
