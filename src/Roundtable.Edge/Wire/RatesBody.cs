using System.Text.Json.Serialization;
using Roundtable.Edge.Operations;

namespace Roundtable.Edge.Wire;

/// <summary>What happens in a second, on average over the last ten.</summary>
/// <param name="Bundles">Bundles made durable.</param>
/// <param name="Chunks">Chunks closed.</param>
/// <param name="Tokens">Tokens made durable.</param>
/// <param name="Replies">Agents' messages begun.</param>
/// <param name="Bytes">Bytes of files that got their name.</param>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record RatesBody(double Bundles, double Chunks, double Tokens, double Replies, double Bytes)
{
    public static RatesBody Of(MeterWatch watch)
    {
        return new RatesBody(
            Rate("roundtable.bundles"),
            Rate("roundtable.chunks"),
            Rate("roundtable.tokens"),
            Rate("roundtable.replies.live"),
            Rate("roundtable.files.size")
        );

        double Rate(string name) => SpreadBody.Rounded(watch[name].PerSecond());
    }
}
