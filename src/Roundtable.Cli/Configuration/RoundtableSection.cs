using Roundtable.Agents;
using Roundtable.Edge;
using Roundtable.Recording;

namespace Roundtable.Cli.Configuration;

/// <summary>The whole tree under <c>Roundtable</c>; a key that is not a member of it is refused.</summary>
internal sealed class RoundtableSection
{
    /// <summary>Where to listen.</summary>
    public string Urls { get; set; } = ListenAddress.Default;

    public StorageSection Storage { get; set; } = new();

    public StreamingSection Streaming { get; set; } = new();

    public AccessOptions Access { get; set; } = new();

    public ShutdownSection Shutdown { get; set; } = new();

    public LimitsOptions Limits { get; set; } = new();

    public TelemetrySection Telemetry { get; set; } = new();

    public List<AgentOptions> Agents { get; set; } = [];

    public Dictionary<string, ProviderOptions> Providers { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    public RoundtableOptions ToOptions() =>
        new()
        {
            Streaming = new StreamingOptions
            {
                BundleTokens = Streaming.BundleTokens,
                ChunkTokens = Streaming.ChunkTokens,
                FlushInterval = Streaming.FlushInterval,
                FirstFlushInterval = Streaming.FirstFlushInterval,
            },
            KeepAlive = Streaming.KeepAlive,
            Access = Access,
            Drain = Shutdown.Drain,
            Limits = Limits,
            Agents = new AgentsOptions { Agents = Agents, Providers = Providers },
        };

    internal sealed class StorageSection
    {
        /// <summary>The store, as <c>files:DIR</c> or <c>sqlite:FILE</c>.</summary>
        public string Store { get; set; } = StoreName.Default;

        /// <summary>How long a conversation has been quiet when its message files are folded into one: a time, or <c>never</c>.</summary>
        public string SealAfter { get; set; } = "00:10:00";

        /// <summary><c>power</c>, or <c>process</c>, which can lose what was shown last when the machine dies.</summary>
        public string Durability { get; set; } = "power";

        /// <exception cref="CommandException">It is neither.</exception>
        public Durability ToDurability() =>
            Durability.ToUpperInvariant() switch
            {
                "POWER" => Roundtable.Durability.Power,
                "PROCESS" => Roundtable.Durability.ProcessOnlyLossyOnPowerCut,
                _ => throw new CommandException(
                    $"Roundtable:Storage:Durability '{Durability}' is not power or process; "
                        + "with process, what was shown last can be lost when the machine dies."
                ),
            };
    }

    internal sealed class StreamingSection
    {
        private static readonly StreamingOptions Defaults = new();

        public int BundleTokens { get; set; } = Defaults.BundleTokens;

        public int ChunkTokens { get; set; } = Defaults.ChunkTokens;

        public TimeSpan FlushInterval { get; set; } = Defaults.FlushInterval;

        public TimeSpan FirstFlushInterval { get; set; } = Defaults.FirstFlushInterval;

        public TimeSpan KeepAlive { get; set; } = new RoundtableOptions().KeepAlive;
    }

    internal sealed class TelemetrySection
    {
        /// <summary>Where traces, metrics and logs go by OTLP; absent: nowhere.</summary>
        public string? OtlpEndpoint { get; set; }

        /// <summary><c>grpc</c> or <c>http</c>, which is HTTP with Protobuf.</summary>
        public string OtlpProtocol { get; set; } = "grpc";
    }

    internal sealed class ShutdownSection
    {
        public TimeSpan Drain { get; set; } = new RoundtableOptions().Drain;
    }
}
