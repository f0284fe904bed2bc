using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace Roundtable.Agents;

/// <summary>The connection to each agent's model: one pool of connections for each provider.</summary>
internal sealed class ChatClients : IDisposable
{
    private static readonly ProviderOptions DemoLimits = new();
    private readonly Dictionary<string, ProviderOptions> _providers;
    private readonly Dictionary<string, HttpClient> _connections;
    private readonly Dictionary<string, IChatClient> _clients;

    /// <param name="options">Validated options.</param>
    /// <param name="environment">Reads an environment variable: the keys.</param>
    /// <param name="demo">Who speaks for an agent without a network.</param>
    public ChatClients(
        AgentsOptions options,
        AgentDirectory agents,
        Func<string, string?> environment,
        Func<Agent, IChatClient> demo
    )
    {
        _providers = new(options.Providers, StringComparer.OrdinalIgnoreCase);
        _connections = _providers.ToDictionary(
            provider => provider.Key,
            provider => Connect(provider.Value.ApiKeyVariable is { } variable ? environment(variable) : null),
            StringComparer.OrdinalIgnoreCase
        );
        _clients = agents.Agents.ToDictionary(agent => agent.Id, agent => agent.IsDemo ? demo(agent) : Open(agent));
    }

    /// <summary>The client for an agent of the directory.</summary>
    public IChatClient For(Agent agent) => _clients[agent.Id];

    /// <summary>How long and how often to ask.</summary>
    public ProviderOptions LimitsOf(Agent agent) => agent.IsDemo ? DemoLimits : _providers[agent.Provider];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
        foreach (var connection in _connections.Values)
            connection.Dispose();
    }

    private static HttpClient Connect(string? apiKey)
    {
        var sockets = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a changed address is noticed
            AllowAutoRedirect = false, // the conversation goes to the configured endpoint and nowhere else
        };
        return new HttpClient(new CompletionHandler(apiKey, sockets)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    private IChatClient Open(Agent agent)
    {
        var options = new OpenAIClientOptions
        {
            Endpoint = new Uri(_providers[agent.Provider].Endpoint),
            Transport = new HttpClientPipelineTransport(_connections[agent.Provider]),
            // Tried again, and given up, in one place: ModelStream.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        // The client insists on a key; CompletionHandler replaces it by the real one, or by none.
        return new ChatClient(agent.Model, new ApiKeyCredential("unused"), options).AsIChatClient();
    }
}
