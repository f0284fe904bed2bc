namespace Roundtable.Bench.Measuring;

/// <summary>
/// Measures the cases of a scenario in turn, again and again, so that what disturbs the machine for a while disturbs all
/// of them; prints one table of medians, and writes all figures of all runs where asked to.
/// </summary>
internal static class ScenarioRunner
{
    public static async Task<int> RunAsync(Scenario scenario, BenchOptions options)
    {
        Directory.CreateDirectory(options.Folder);
        await using var _ = scenario;
        Console.Error.WriteLine($"{scenario.Name}: {scenario.Summary}");
        var load = MachineLoad.Now();
        var cases = await scenario.PrepareAsync();
        var results = cases.Select(_ => new List<Figures>()).ToList();
        for (var run = 0; run < scenario.RunsWanted; run++)
        {
            for (var i = 0; i < cases.Count; i++)
            {
                Console.Error.WriteLine($"  run {run + 1} of {scenario.RunsWanted}: {cases[i].Size} {cases[i].Name}");
                results[i].Add(await cases[i].MeasureAsync());
            }
        }

        load = $"{load} before, {MachineLoad.Now()} after";
        ResultTable.Write(Console.Out, scenario, cases, results);
        Console.Out.WriteLine();
        Console.Out.WriteLine($"Load of the machine in the last minute: {load}.");
        if (options.JsonPath is { } path)
            await ResultFile.WriteAsync(path, (scenario, load), cases, results);
        return 0;
    }
}
