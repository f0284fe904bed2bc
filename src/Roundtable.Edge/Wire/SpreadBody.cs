using System.Text.Json.Serialization;

namespace Roundtable.Edge.Wire;

/// <summary>How recent values are spread: of the last minute, the newest 2,048 at most.</summary>
[JsonNumberHandling(JsonNumberHandling.Strict)]
internal sealed record SpreadBody
{
    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>Half of them are not above it; absent when there are none.</summary>
    public double? P50 { get; init; }

    /// <summary>99 of 100 are not above it; absent when there are none.</summary>
    public double? P99 { get; init; }

    /// <param name="sorted">Lowest first.</param>
    /// <param name="unit">How many of the wire's unit are one of theirs.</param>
    public static SpreadBody Of(double[] sorted, double unit)
    {
        return new SpreadBody
        {
            Count = sorted.Length,
            P50 = At(0.5),
            P99 = At(0.99),
        };

        double? At(double share) =>
            sorted.Length == 0 ? null : Rounded(sorted[(int)Math.Ceiling(share * sorted.Length) - 1] * unit);
    }

    /// <summary>Three decimals.</summary>
    public static double Rounded(double value) => Math.Round(value, 3);
}
