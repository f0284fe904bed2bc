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
            .. Bound("Limits:BodySizeBytesMax", options.BodySizeBytesMax, 1024, RoundtableOptions.BodySizeBytesLimit),
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
        if (options.ApiKeys)
            yield return "Roundtable:Access:ApiKeys is not available yet; leave it out, and everybody on loopback is us01.";
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
