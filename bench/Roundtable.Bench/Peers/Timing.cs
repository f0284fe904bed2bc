using System.Text.Json.Nodes;
using Roundtable.Bench.Measuring;

namespace Roundtable.Bench.Peers;

/// <summary>What a peer does, timed as our own side is.</summary>
internal static class Timing
{
    /// <summary>What a script measured by itself.</summary>
    public static async Task<Figures> AskAsync(PeerProcess process, params JsonNode[] order)
    {
        var figures = new Figures();
        foreach (var (column, value) in await process.AskAsync(order))
            figures.With(column, value!.GetValue<double>());
        return figures;
    }

    /// <summary>The same for writers, with what its process used meanwhile.</summary>
    public static async Task<Figures> WriteAsync(PeerProcess process, int writers, TimeSpan duration)
    {
        var usage = Usage.Begin(process.Id);
        var figures = await AskAsync(process, "write", writers, duration.TotalSeconds);
        return figures.With(usage.End());
    }
}
