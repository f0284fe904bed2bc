namespace Roundtable.Agents;

/// <summary>An endpoint that speaks the OpenAI chat-completions protocol.</summary>
public sealed class ProviderOptions
{
    /// <summary>Absolute http or https, up to and including the version: <c>https://openrouter.ai/api/v1</c>. Required.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary>The environment variable that holds the key; it must be set when it is named. Absent: no key is sent.</summary>
    public string? ApiKeyVariable { get; set; }

    /// <summary>How long one attempt may take to its first text. Default 1 minute; 100 ms to 1 hour.</summary>
    public TimeSpan FirstTokenTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a reply may say nothing between two pieces of text. Default 30 s; 100 ms to 1 hour.</summary>
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a reply is asked for until its first text; never after it. Default 3; 1 to 10.</summary>
    public int Attempts { get; set; } = 3;

    /// <summary>The pause before the second attempt; doubled for each further one. Default 500 ms; 1 ms to 1 minute.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);
}
