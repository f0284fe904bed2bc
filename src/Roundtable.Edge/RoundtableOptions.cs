using Roundtable.Agents;
using Roundtable.Recording;

namespace Roundtable.Edge;

/// <summary>Everything that can be configured, except the store: see <see cref="RoundtableOptionsValidator"/> for the ranges.</summary>
public sealed class RoundtableOptions
{
    /// <summary>Largest request body that is possible, in bytes.</summary>
    internal const int BodySizeBytesLimit = 16 * 1024 * 1024;

    /// <summary>How token streams are cut: <c>Roundtable:Streaming</c>.</summary>
    public StreamingOptions Streaming { get; set; } = new();

    /// <summary>A silent stream says something this often: <c>Roundtable:Streaming:KeepAlive</c>. Default 15 s; 10 ms to 10 minutes.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Who may call.</summary>
    public AccessOptions Access { get; set; } = new();

    /// <summary>Running replies get this long at shutdown: <c>Roundtable:Shutdown:Drain</c>. Default 5 s; 0 to 5 minutes.</summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest body of a request: <c>Roundtable:Limits:BodySizeBytesMax</c>. Default 1 MiB; 1 KiB to 16 MiB.</summary>
    public int BodySizeBytesMax { get; set; } = 1024 * 1024;

    /// <summary>Who answers, and through whom: <c>Roundtable:Agents</c> and <c>Roundtable:Providers</c>.</summary>
    public AgentsOptions Agents { get; set; } = new();
}
