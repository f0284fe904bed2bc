namespace Roundtable.Edge.Wire;

/// <summary>A conversation to be created.</summary>
internal sealed record NewConversationBody
{
    /// <summary>Its title, up to 500 UTF-16 code units; absent or empty: none.</summary>
    public string? Title { get; init; }

    /// <summary>Up to 64 agents, each once; absent or empty: the default agent answers.</summary>
    public IReadOnlyList<string>? Participants { get; init; }

    /// <summary>Up to 64 members; names of 1 to 100, values of up to 2,000 UTF-16 code units.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
