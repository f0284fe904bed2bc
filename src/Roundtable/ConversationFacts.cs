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
}
