namespace Roundtable.Edge.Wire;

/// <summary>What is to change of a conversation; what is absent stays as it is.</summary>
internal sealed record NewFactsBody
{
    /// <summary>Its title, up to 500 UTF-16 code units; empty: none.</summary>
    public string? Title { get; init; }

    /// <summary>Up to 64 agents, each once; empty: the default agent answers.</summary>
    public IReadOnlyList<string>? Participants { get; init; }

    /// <summary>Whether it is put away.</summary>
    public bool? Archived { get; init; }

    /// <summary>All of its metadata from now on: up to 64 members; names of 1 to 100, values of up to 2,000 UTF-16 code units.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
