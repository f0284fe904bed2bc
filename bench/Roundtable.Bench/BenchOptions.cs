using System.Globalization;

namespace Roundtable.Bench;

/// <summary>How long and how much to measure.</summary>
internal sealed record BenchOptions(IReadOnlyList<int> Live, TimeSpan Duration, int Runs, string Folder, string? JsonPath)
{
    public static BenchOptions Parse(IReadOnlyList<string> args)
    {
        var given = args.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        return new BenchOptions(
            [
                .. given
                    .GetValueOrDefault("--live", "1,100,1000")
                    .Split(',')
                    .Select(number => int.Parse(number, CultureInfo.InvariantCulture)),
            ],
            TimeSpan.FromSeconds(double.Parse(given.GetValueOrDefault("--seconds", "5"), CultureInfo.InvariantCulture)),
            int.Parse(given.GetValueOrDefault("--runs", "5"), CultureInfo.InvariantCulture),
            given.GetValueOrDefault("--folder", Path.Combine(Path.GetTempPath(), "roundtable-bench")),
            given.GetValueOrDefault("--json")
        );
    }
}
