using System.Globalization;

namespace Roundtable.Bench.Measuring;

/// <summary>The one table of a scenario, in the form of Markdown.</summary>
internal static class ResultTable
{
    public static void Write(
        TextWriter output,
        Scenario scenario,
        IReadOnlyList<Case> cases,
        IReadOnlyList<List<Figures>> results
    )
    {
        var columns = results.SelectMany(runs => runs).SelectMany(figures => figures.Values.Keys).Distinct().ToList();
        var rows = new List<string[]> { (string[])[scenario.SizeOf, "measured", .. columns] };
        for (var i = 0; i < cases.Count; i++)
        {
            rows.Add([
                cases[i].Size.ToString("#,0", CultureInfo.InvariantCulture),
                cases[i].Name,
                .. columns.Select(column => SpreadOf(results[i], column)?.ToString() ?? ""),
            ]);
        }

        var widths = Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i].Length)).ToArray();
        output.WriteLine($"{scenario.Name}: {scenario.Summary} Medians of {results[0].Count} runs, lowest and highest.");
        output.WriteLine();
        Line(rows[0]);
        Line([.. widths.Select(width => new string('-', width))]);
        foreach (var row in rows.Skip(1))
            Line(row);

        void Line(string[] cells) =>
            output.WriteLine($"| {string.Join(" | ", cells.Select((cell, i) => cell.PadRight(widths[i])))} |");
    }

    public static Spread? SpreadOf(IEnumerable<Figures> runs, string column) =>
        Spread.Of(runs.Where(run => run.Values.ContainsKey(column)).Select(run => run.Values[column]));
}
