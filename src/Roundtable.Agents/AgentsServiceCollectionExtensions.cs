using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Roundtable.Reading;
using Roundtable.Recording;

namespace Roundtable.Agents;

/// <summary>Puts the agents together.</summary>
public static class AgentsServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="AgentDirectory"/>, <see cref="ITokenCounter"/> and <see cref="Turns"/>. Needs validated
    /// <see cref="AgentsOptions"/>, <see cref="IConversationStore"/>, <see cref="Recorder"/>, <see cref="MessageReader"/>,
    /// <see cref="TimeProvider"/> and logging.
    /// </summary>
    public static IServiceCollection AddRoundtableAgents(this IServiceCollection services)
    {
        services.TryAddSingleton<AgentDirectory>();
        services.TryAddSingleton<O200kTokenCounter>();
        services.TryAddSingleton<ITokenCounter>(provider => provider.GetRequiredService<O200kTokenCounter>());
        services.TryAddSingleton(provider => new ChatClients(
            provider.GetRequiredService<AgentsOptions>(),
            provider.GetRequiredService<AgentDirectory>(),
            Environment.GetEnvironmentVariable,
            agent => new DemoChatClient(
                DemoPersona.Named(agent.Model)!,
                agent.TokensPerSecond,
                provider.GetRequiredService<ITokenCounter>(),
                provider.GetRequiredService<TimeProvider>()
            )
        ));
        services.TryAddSingleton<ModelStream>();
        services.TryAddSingleton<HistoryBuilder>();
        services.TryAddSingleton<Speaker>();
        services.TryAddSingleton<Replies>();
        services.TryAddSingleton(provider => new Turns(
            provider.GetRequiredService<IConversationStore>(),
            provider.GetRequiredService<AgentDirectory>(),
            provider.GetRequiredService<ITokenCounter>(),
            provider.GetRequiredService<Replies>()
        ));
        return services;
    }
}
