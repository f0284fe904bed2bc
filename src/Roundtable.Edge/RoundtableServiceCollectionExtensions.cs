using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Roundtable.Agents;
using Roundtable.Edge.Access;
using Roundtable.Edge.Chunks;
using Roundtable.Edge.Description;
using Roundtable.Edge.Messages;
using Roundtable.Edge.Opening;
using Roundtable.Edge.Operations;
using Roundtable.Edge.Rendering;
using Roundtable.Edge.Streaming;
using Roundtable.Following;
using Roundtable.Reading;
using Roundtable.Recording;
using Roundtable.Searching;

namespace Roundtable.Edge;

/// <summary>Puts the server together.</summary>
public static class RoundtableServiceCollectionExtensions
{
    /// <summary>
    /// Adds what <c>MapRoundtable</c> needs. The store is opened in the background once the server listens, is closed when
    /// the host stops, and its state is at <see cref="StoreGate"/>; when it cannot be opened the host stops.
    /// </summary>
    /// <param name="options">Everything that can be configured.</param>
    /// <param name="openStore">Opens the store; the caller's services, and cancelled when the host stops first.</param>
    /// <exception cref="OptionsValidationException">An option is not valid; the failures name its key.</exception>
    public static IServiceCollection AddRoundtable(
        this IServiceCollection services,
        RoundtableOptions options,
        Func<IServiceProvider, CancellationToken, Task<IConversationStore>> openStore
    )
    {
        if (RoundtableOptionsValidator.Validate(options) is { Count: > 0 } faults)
            throw new OptionsValidationException(nameof(RoundtableOptions), typeof(RoundtableOptions), faults);

        services.TryAddSingleton(TimeProvider.System);
        services.AddCors().AddSingleton<KeyRing>().AddSingleton<CallerLimits>();
        if (options.Access.ApiKeys)
            services.AddHostedService<KeyWatch>();
        services.AddSingleton<MeterWatch>().AddHostedService(provider => provider.GetRequiredService<MeterWatch>());
        services.AddSingleton(options).AddSingleton(options.Agents).AddSingleton(options.Streaming);
        services.AddSingleton(new StoreSource(openStore)).AddSingleton<StoreGate>().AddHostedService<StoreKeeper>();
        // Resolved by requests and turns, which come when it is open.
        services.AddSingleton<IConversationStore>(provider => new AnnouncedStore(
            provider.GetRequiredService<StoreGate>().Store,
            provider.GetRequiredService<Announcer>()
        ));
        return services.AddConversations().AddRoundtableAgents().AddDescription();
    }

    /// <summary>
    /// Reads a little once the store is open, so that no user waits while the code of reading is compiled. Needs
    /// <see cref="AddRoundtable"/>, and the routes at the root. The server asks itself for its health once; what it reads of a
    /// conversation goes nowhere and is no request, though the metrics of reading count it.
    /// </summary>
    public static IServiceCollection AddRoundtableFirstRead(this IServiceCollection services) =>
        services.AddHostedService<FirstRead>();

    private static IServiceCollection AddConversations(this IServiceCollection services) =>
        services
            .AddMetrics()
            .AddSingleton(provider => provider.GetRequiredService<IMeterFactory>().Create(Telemetry.Name))
            .AddSingleton<RecordingMetrics>()
            .AddSingleton<ReadingMetrics>()
            .AddSingleton<StreamMetrics>()
            .AddSingleton<Announcer>()
            .AddSingleton<Cutting>()
            .AddSingleton<Recorder>()
            .AddSingleton(_ => new MessageCache())
            .AddSingleton<MessageReader>()
            .AddSingleton<ChunkLister>()
            .AddSingleton<BlockRenderer>()
            .AddSingleton<LiveRenderer>()
            .AddSingleton(provider => new SharedRenderings(provider.GetRequiredService<LiveRenderer>()))
            .AddSingleton<HtmlFormat>()
            .AddSingleton<MessageReading>()
            .AddSingleton<Follower>()
            .AddSingleton<TurnFollower>()
            .AddSingleton<ConversationFollower>()
            .AddSingleton<UserFollower>()
            .AddSingleton<CombinedFollower>()
            .AddSingleton<TurnServices>()
            .AddSingleton<IConversationSearch, ScanningSearch>();
}
