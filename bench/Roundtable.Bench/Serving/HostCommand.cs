using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Roundtable.Agents;
using Roundtable.Bench.Stores;
using Roundtable.Cli;
using Roundtable.Edge.Opening;
using Roundtable.Recording;

namespace Roundtable.Bench.Serving;

/// <summary>
/// The server of a scenario, in a process of its own: what the executable composes, with a scripted model in the place of the
/// offline one. Says <c>ready URL</c> when it can be used, and ends with its standard input.
/// </summary>
internal static class HostCommand
{
    public const string Ready = "ready ";
    private const int ReplyTokensMax = 1_000_000;

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        await using var server = args switch
        {
            ["frames"] => FrameServer.Build(),
            ["roundtable", var store, var folder] => Build(store, folder),
            _ => throw new ArgumentException("Use: host frames, or host roundtable STORE FOLDER."),
        };
        await server.StartAsync();
        if (server.Services.GetService<StoreGate>() is { } gate)
        {
            await gate.Opening;
            CheckScript(server.Services.GetRequiredService<ITokenCounter>());
        }

        Console.WriteLine(Ready + server.Urls.First());
        while (await Console.In.ReadLineAsync() is not null) { }
        await server.StopAsync();
        return 0;
    }

    private static WebApplication Build(string store, string folder)
    {
        var settings = ServeCommand.Settings("--store", $"files:{folder}", "--urls", "http://127.0.0.1:0");
        settings.Options.Drain = TimeSpan.Zero;
        settings.Options.Agents.Agents.Add(new AgentOptions { Id = "sage", ReplyTokensMax = ReplyTokensMax });
        var model = new ScriptedModel(TimeProvider.System);
        return RoundtableServer.Build(
            settings,
            services =>
            {
                services.AddLogging(logging => logging.ClearProviders());
                services.AddSingleton(provider => new ChatClients(
                    provider.GetRequiredService<AgentsOptions>(),
                    provider.GetRequiredService<AgentDirectory>(),
                    _ => null,
                    _ => model
                ));
                services.AddSingleton(
                    new StoreSource((provider, _) => StoreOpening.OpenAsync(store, folder, provider.GetRequiredService<Meter>()))
                );
            }
        );
    }

    /// <summary>The figures mean something only while the script's bundles are cut where its stamps are.</summary>
    private static void CheckScript(ITokenCounter counter)
    {
        int[] deltas = [counter.Count(Script.Word), counter.Count("012"), counter.Count(" 012345678")];
        if (deltas is not [1, 1, 4])
            throw new InvalidOperationException("The vocabulary cuts the script elsewhere.");
    }
}
