namespace Roundtable.Agents;

/// <summary>One agent, as configured.</summary>
public sealed class AgentOptions
{
    /// <summary>1 to 32 of a-z, 0-9 and hyphen; unique. It is stored with every message, so keep it.</summary>
    public string Id { get; set; } = "";

    /// <summary>What people call it, 1 to 64 code units. Default: the id.</summary>
    public string? Name { get; set; }

    /// <summary>Whom to ask: a key of <c>Providers</c>, or <c>demo</c>. Default <c>demo</c>.</summary>
    public string Provider { get; set; } = Agent.DemoProvider;

    /// <summary>The provider's name of the model. Required, except with <c>demo</c>, where it is a persona: sage, critic or parrot.</summary>
    public string? Model { get; set; }

    /// <summary>How it is to behave; put before every conversation. Default: nothing.</summary>
    public string Instructions { get; set; } = "";

    /// <summary>How much of the conversation it is shown. Default 8,000 tokens; 100 to 1,000,000.</summary>
    public int HistoryTokens { get; set; } = 8_000;

    /// <summary>Where a reply is cut. Default 4,000 tokens; 1 to 1,000,000.</summary>
    public int ReplyTokensMax { get; set; } = 4_000;

    /// <summary>How fast a demo agent speaks; other providers have their own pace. Default 60; 0 (as fast as possible) to 100,000.</summary>
    public int TokensPerSecond { get; set; } = 60;
}
