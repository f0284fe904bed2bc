namespace Roundtable.Edge;

/// <summary>What one caller may ask for: the configuration's <c>Roundtable:Limits</c>.</summary>
public sealed class LimitsOptions
{
    /// <summary>Largest request body that is possible, in bytes.</summary>
    internal const int BodySizeBytesLimit = 16 * 1024 * 1024;

    /// <summary>How long a user who was silent may go at any rate, in seconds of <see cref="RequestsPerSecondMax"/>.</summary>
    internal const int BurstSeconds = 10;

    /// <summary>Largest body of a request. Default 1 MiB; 1 KiB to 16 MiB.</summary>
    public int BodySizeBytesMax { get; set; } = 1024 * 1024;

    /// <summary>
    /// Requests of one user in a second, on average; ten seconds' worth may come at once. Default 100; 1 to 100,000. It holds
    /// where API keys are asked for: callers on loopback have no such limit.
    /// </summary>
    public int RequestsPerSecondMax { get; set; } = 100;

    /// <summary>Streams that one user may have open at a time. Default 10,000; 1 to 1,000,000.</summary>
    public int StreamsMax { get; set; } = 10_000;

    /// <summary>
    /// Connections of all callers at a time; one more is closed without an answer. Default 20,000; 10 to 1,000,000. It holds
    /// in the executable: who hosts the API elsewhere sets their own server's.
    /// </summary>
    public int ConnectionsMax { get; set; } = 20_000;
}
