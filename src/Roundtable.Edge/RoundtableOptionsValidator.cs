using Roundtable.Agents;
using Roundtable.Recording;

namespace Roundtable.Edge;

/// <summary>Says what is wrong with the options, naming the configuration key; at start, before anything is served.</summary>
public static class RoundtableOptionsValidator
{
    /// <summary>One sentence for each fault; empty when there is none.</summary>
    public static IReadOnlyList<string> Validate(RoundtableOptions options) =>
        [
            .. Streaming(options.Streaming),
            .. Access(options.Access),
            .. Bound("Streaming:KeepAlive", options.KeepAlive, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            .. Bound("Shutdown:Drain", options.Drain, TimeSpan.Zero, TimeSpan.FromMinutes(5)),
            .. Bound("Limits:BodySizeBytesMax", options.Limits.BodySizeBytesMax, 1024, LimitsOptions.BodySizeBytesLimit),
            .. Bound("Limits:RequestsPerSecondMax", options.Limits.RequestsPerSecondMax, 1, 100_000),
            .. Bound("Limits:StreamsMax", options.Limits.StreamsMax, 1, 1_000_000),
            .. Bound("Limits:ConnectionsMax", options.Limits.ConnectionsMax, 10, 1_000_000),
            .. new AgentsOptionsValidator(Environment.GetEnvironmentVariable).Validate(options.Agents),
        ];

    private static IEnumerable<string> Streaming(StreamingOptions options) =>
        [
            .. Bound("Streaming:BundleTokens", options.BundleTokens, 4, 1_000),
            .. Bound("Streaming:ChunkTokens", options.ChunkTokens, options.BundleTokens, 10_000),
            .. Bound("Streaming:FlushInterval", options.FlushInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            .. Bound(
                "Streaming:FirstFlushInterval",
                options.FirstFlushInterval,
                TimeSpan.FromMilliseconds(1),
                TimeSpan.FromMinutes(1)
            ),
        ];

    private static IEnumerable<string> Access(AccessOptions options)
    {
        foreach (var (index, host) in options.Hosts.Index())
        {
            if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
                yield return $"Roundtable:Access:Hosts:{index} '{host}' is not the name of a host; give it without scheme and port.";
        }

        foreach (var (index, origin) in options.Origins.Index())
        {
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
                yield return $"Roundtable:Access:Origins:{index} '{origin}' is not an origin such as https://chat.example.org.";
        }
    }

    private static IEnumerable<string> Bound<T>(string key, T value, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            yield return $"Roundtable:{key} {value} is out of range; use {min} to {max}.";
    }
}
