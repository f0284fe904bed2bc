using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Console;
using Roundtable.Edge;
using Roundtable.Files;
using Roundtable.Sqlite;

namespace Roundtable.Cli;

/// <summary>Composes the server; nothing is opened or listened on before it is started.</summary>
internal static class RoundtableServer
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>The server that <c>serve</c> with these options would run.</summary>
    /// <param name="adapt">Last word on the services.</param>
    public static WebApplication Build(ServeSettings settings, Action<IServiceCollection>? adapt = null)
    {
        // Not the usual builder: its defaults come from the folder and the environment it happens to run in.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Logging.AddConsole(console => console.FormatterName = ConsoleLine.FormatName);
        builder.Services.AddSingleton<ConsoleFormatter, ConsoleLine>();
        builder
            .Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Roundtable", LogLevel.Information)
            // It logs whole addresses, and what people search for is part of them.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning)
            // It logs a failed start with its stack, which serve says in one line.
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxConcurrentConnections = settings.Options.Limits.ConnectionsMax;
                foreach (var address in settings.Addresses)
                    address.ListenOn(kestrel);
            });
        builder.Services.AddRouting();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Options.Drain + Grace);
        builder.Services.AddSingleton(
            new StoreLabel(settings.Store.ToString().Split(':')[0], settings.Durability == Durability.Power ? "power" : "process")
        );
        builder.Services.AddRoundtable(
            settings.Options,
            (services, cancellationToken) => OpenAsync(settings, services, cancellationToken)
        );
        builder.Services.AddRoundtableFirstRead();
        builder.Services.AddSingleton(StoreSearch.Of);
        settings.Telemetry?.AddTo(builder.Services);
        adapt?.Invoke(builder.Services);

        var server = builder.Build();
        server.UseRoundtable();
        server.MapRoundtable();
        server.MapRoundtablePage();
        return server;
    }

    /// <summary>Opens the store that the options name.</summary>
    internal static async Task<IConversationStore> OpenAsync(
        ServeSettings settings,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        var meter = services.GetRequiredService<Meter>();
        var time = services.GetRequiredService<TimeProvider>();
        return settings.Store.Kind switch
        {
            StoreKind.Sqlite => await SqliteStore.OpenAsync(
                new SqliteStoreOptions { File = settings.Store.Path, Durability = settings.Durability },
                meter,
                time,
                services.GetRequiredService<ILogger<SqliteStore>>(),
                cancellationToken
            ),
            _ => await FileStore.OpenAsync(
                new FileStoreOptions
                {
                    Folder = settings.Store.Path,
                    Durability = settings.Durability,
                    SealAfter = settings.SealAfter,
                },
                meter,
                time,
                services.GetRequiredService<ILogger<FileStore>>(),
                cancellationToken
            ),
        };
    }
}
