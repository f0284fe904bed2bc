using System.Globalization;
using System.Text.Json;
using Roundtable.Cli.Configuration;
using Roundtable.Edge;

namespace Roundtable.Cli;

/// <summary>Everything that <c>serve</c> needs to know, checked.</summary>
internal sealed record ServeSettings
{
    private static readonly TimeSpan SealAfterMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SealAfterMax = TimeSpan.FromDays(365);

    public required RoundtableOptions Options { get; init; }

    public required StoreName Store { get; init; }

    public required Durability Durability { get; init; }

    /// <summary>Null: never.</summary>
    public required TimeSpan? SealAfter { get; init; }

    public required IReadOnlyList<ListenAddress> Addresses { get; init; }

    /// <summary>Null: none.</summary>
    public required TelemetryExport? Telemetry { get; init; }

    /// <summary>Defaults, then the file, then the environment, then the command line.</summary>
    /// <exception cref="CommandException">Something is wrong; the message names the keys.</exception>
    public static ServeSettings Load(string? config, string? store, string? urls)
    {
        var options = new Dictionary<string, string?> { ["Roundtable:Storage:Store"] = store, ["Roundtable:Urls"] = urls };
        var layers = new ConfigurationLayers([
            ReadFile(config),
            new ConfigurationBuilder().AddEnvironmentVariables().Build(),
            new ConfigurationBuilder().AddInMemoryCollection(options.Where(pair => pair.Value is not null)).Build(),
        ]);
        var section = Bind(layers.Merge());
        var settings = section.ToOptions();
        Refuse(RoundtableOptionsValidator.Validate(settings));
        return new ServeSettings
        {
            Options = settings,
            Store = StoreName.Parse(section.Storage.Store),
            Durability = section.Storage.ToDurability(),
            SealAfter = ParseSealAfter(section.Storage.SealAfter),
            Telemetry = TelemetryExport.Parse(section.Telemetry.OtlpEndpoint, section.Telemetry.OtlpProtocol),
            Addresses = ListenAddress.ParseAll(section.Urls, settings.Access.ApiKeys),
        };
    }

    private static TimeSpan? ParseSealAfter(string text)
    {
        if (text == "never")
            return null;
        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= SealAfterMin && time <= SealAfterMax
            ? time
            : throw new CommandException(
                $"Roundtable:Storage:SealAfter is '{text}'; use a time from 00:00:01 to 365.00:00:00, or never."
            );
    }

    private static RoundtableSection Bind(IConfigurationSection merged)
    {
        Refuse(UnknownKeys.In(merged, SectionShape.Root));
        try
        {
            return merged.Get<RoundtableSection>() ?? new RoundtableSection();
        }
        catch (InvalidOperationException exception)
        {
            // Names the key, and what it should have been.
            throw new CommandException(exception.Message, exception);
        }
    }

    private static void Refuse(IEnumerable<string> faults)
    {
        if (faults.ToList() is { Count: > 0 } found)
            throw new CommandException(string.Join(Environment.NewLine, found));
    }

    private static IConfigurationRoot ReadFile(string? path)
    {
        if (path is null)
            return new ConfigurationBuilder().Build();
        try
        {
            using var file = File.OpenRead(path);
            var read = new ConfigurationBuilder().AddJsonStream(file).Build();
            Refuse(UnknownKeys.Beside(ConfigurationLayers.Root, read));
            return read;
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or FormatException or JsonException)
        {
            throw new CommandException(
                $"Cannot read '{path}': {exception.InnerException?.Message ?? exception.Message}",
                exception
            );
        }
    }
}
