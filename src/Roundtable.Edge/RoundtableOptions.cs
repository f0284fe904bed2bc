using Roundtable.Agents;
using Roundtable.Recording;

namespace Roundtable.Edge;

/// <summary>Everything that can be configured, except the store: see <see cref="RoundtableOptionsValidator"/> for the ranges.</summary>
public sealed class RoundtableOptions
{
    /// <summary>How token streams are cut: <c>Roundtable:Streaming</c>.</summary>
    public StreamingOptions Streaming { get; set; } = new();

    /// <summary>A silent stream says something this often: <c>Roundtable:Streaming:KeepAlive</c>. Default 15 s; 10 ms to 10 minutes.</summary>
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Who may call.</summary>
    public AccessOptions Access { get; set; } = new();

    /// <summary>Running replies get this long at shutdown: <c>Roundtable:Shutdown:Drain</c>. Default 5 s; 0 to 5 minutes.</summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>What one caller may ask for.</summary>
    public LimitsOptions Limits { get; set; } = new();

    /// <summary>Who answers, and through whom: <c>Roundtable:Agents</c> and <c>Roundtable:Providers</c>.</summary>
    public AgentsOptions Agents { get; set; } = new();
}
