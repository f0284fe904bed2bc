using System.Text.RegularExpressions;

namespace Roundtable.Agents;

/// <summary>Says what is wrong with the options, naming the configuration key; at start, before anything is served.</summary>
/// <param name="environment">Reads an environment variable; null when it is not set.</param>
public sealed partial class AgentsOptionsValidator(Func<string, string?> environment)
{
    private const int NameLengthMax = 64;
    private static readonly TimeSpan TimeoutMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromHours(1);

    /// <summary>One sentence for each fault; empty when there is none. Never holds the value of a variable.</summary>
    public IReadOnlyList<string> Validate(AgentsOptions options)
    {
        List<string> faults = [];
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, agent) in options.Agents.Index())
        {
            var key = $"Roundtable:Agents:{index}";
            faults.AddRange(Identity(key, agent, ids).Concat(Model(key, agent, options.Providers)).Concat(Bounds(key, agent)));
        }

        foreach (var (name, provider) in options.Providers)
            faults.AddRange(Provider($"Roundtable:Providers:{name}", name, provider));

        return faults;
    }

    private static IEnumerable<string> Identity(string key, AgentOptions agent, HashSet<string> ids)
    {
        if (!IdPattern().IsMatch(agent.Id))
            yield return $"{key}:Id '{agent.Id}' is not an agent's id; use 1 to 32 of a-z, 0-9 and hyphen.";
        else if (!ids.Add(agent.Id))
            yield return $"{key}:Id '{agent.Id}' is used by another agent; give each its own.";
        if (agent.Name is { } name && (name.Length > NameLengthMax || name.Any(char.IsControl)))
            yield return $"{key}:Name is not a name; use at most {NameLengthMax} characters without line breaks.";
    }

    private static IEnumerable<string> Model(string key, AgentOptions agent, Dictionary<string, ProviderOptions> providers)
    {
        var demo = string.Equals(agent.Provider, Agent.DemoProvider, StringComparison.OrdinalIgnoreCase);
        if (demo && agent.Model is { } persona && DemoPersona.Named(persona) is null)
            yield return $"{key}:Model '{persona}' is not a demo persona; use sage, critic or parrot.";
        if (!demo && !providers.ContainsKey(agent.Provider))
            yield return $"{key}:Provider '{agent.Provider}' is unknown; use demo or a key of Roundtable:Providers.";
        if (!demo && string.IsNullOrWhiteSpace(agent.Model))
            yield return $"{key}:Model is missing; name the model as the provider '{agent.Provider}' calls it.";
    }

    private static IEnumerable<string> Bounds(string key, AgentOptions agent)
    {
        if (agent.HistoryTokens is < 100 or > 1_000_000)
            yield return $"{key}:HistoryTokens {agent.HistoryTokens} is out of range; use 100 to 1000000.";
        if (agent.ReplyTokensMax is < 1 or > 1_000_000)
            yield return $"{key}:ReplyTokensMax {agent.ReplyTokensMax} is out of range; use 1 to 1000000.";
        if (agent.TokensPerSecond is < 0 or > 100_000)
            yield return $"{key}:TokensPerSecond {agent.TokensPerSecond} is out of range; use 0 to 100000.";
    }

    private IEnumerable<string> Provider(string key, string name, ProviderOptions provider)
    {
        if (string.Equals(name, Agent.DemoProvider, StringComparison.OrdinalIgnoreCase))
            yield return $"{key} is reserved for the offline agents; choose another name.";
        if (!IsHttp(provider.Endpoint))
            yield return $"{key}:Endpoint is not an absolute http or https address without user, password and query; mend it.";
        if (provider.ApiKeyVariable is { } variable && KeyFault(Value(variable)) is { } fault)
            yield return $"{key}:ApiKeyVariable names '{variable}', {fault}";
        if (provider.FirstTokenTimeout < TimeoutMin || provider.FirstTokenTimeout > TimeoutMax)
            yield return $"{key}:FirstTokenTimeout {provider.FirstTokenTimeout} is out of range; use 00:00:00.100 to 01:00:00.";
        if (provider.IdleTimeout < TimeoutMin || provider.IdleTimeout > TimeoutMax)
            yield return $"{key}:IdleTimeout {provider.IdleTimeout} is out of range; use 00:00:00.100 to 01:00:00.";
        if (provider.Attempts is < 1 or > 10)
            yield return $"{key}:Attempts {provider.Attempts} is out of range; use 1 to 10.";
        if (provider.RetryDelay < TimeSpan.FromMilliseconds(1) || provider.RetryDelay > TimeSpan.FromMinutes(1))
            yield return $"{key}:RetryDelay {provider.RetryDelay} is out of range; use 00:00:00.001 to 00:01:00.";
    }

    private string? Value(string variable) => variable.Length > 0 ? environment(variable) : null;

    private static string? KeyFault(string? apiKey) =>
        apiKey switch
        {
            _ when string.IsNullOrWhiteSpace(apiKey) => "which is not set; set it, or remove the key to send none.",
            _ when apiKey.Any(c => c is <= ' ' or > '~') => "which holds a space, a line break or a character that is not ASCII; "
                + "set it to the key alone.",
            _ => null,
        };

    // A password in the address would end up in logs and messages; keys come from the environment. A fault does not print it.
    private static bool IsHttp(string endpoint) =>
        Uri.TryCreate(endpoint, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length == 0
        && uri.Query.Length == 0;

    [GeneratedRegex(@"\A[a-z0-9-]{1,32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();
}
