namespace Roundtable.Agents;

/// <summary>An agent that can be asked.</summary>
public sealed record Agent
{
    /// <summary>The provider that needs no network.</summary>
    public const string DemoProvider = "demo";

    /// <summary>1 to 32 of a-z, 0-9 and hyphen.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>A key of the configured providers, or <see cref="DemoProvider"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>The model as its provider calls it; for a demo agent, its persona.</summary>
    public required string Model { get; init; }

    /// <summary>How it is to behave; may be empty.</summary>
    public string Instructions { get; init; } = "";

    /// <summary>Most tokens of the conversation that it is shown.</summary>
    public required int HistoryTokens { get; init; }

    /// <summary>Most tokens in one reply.</summary>
    public required int ReplyTokensMax { get; init; }

    /// <summary>A demo agent's pace; 0: as fast as possible.</summary>
    public int TokensPerSecond { get; init; }

    /// <summary>Whether it answers without a network.</summary>
    public bool IsDemo => Provider == DemoProvider;

    internal static Agent From(AgentOptions options) =>
        new()
        {
            Id = options.Id,
            Name = string.IsNullOrWhiteSpace(options.Name) ? options.Id : options.Name,
            // Configuration keys have no case; everything behind this line compares exactly.
            Provider = string.Equals(options.Provider, DemoProvider, StringComparison.OrdinalIgnoreCase)
                ? DemoProvider
                : options.Provider,
            Model = options.Model ?? DemoPersona.Named(options.Id)?.Name ?? DemoPersona.Sage.Name,
            Instructions = options.Instructions,
            HistoryTokens = options.HistoryTokens,
            ReplyTokensMax = options.ReplyTokensMax,
            TokensPerSecond = options.TokensPerSecond,
        };
}
