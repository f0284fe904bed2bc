using System.Runtime.InteropServices;
using System.Text.Json;

namespace Roundtable.Bench.Measuring;

/// <summary>Every figure of every run as JSON, with the machine that it was measured on.</summary>
internal static class ResultFile
{
    public static async Task WriteAsync(
        string path,
        (Scenario Scenario, string Load) measured,
        IReadOnlyList<Case> cases,
        IReadOnlyList<List<Figures>> results
    )
    {
        await using var file = File.Create(path);
        await using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("scenario", measured.Scenario.Name);
        json.WriteString("measuredAt", TimeProvider.System.GetUtcNow());
        json.WriteStartObject("machine");
        json.WriteNumber("cores", Environment.ProcessorCount);
        json.WriteString("system", RuntimeInformation.OSDescription);
        json.WriteString("load", measured.Load);
        json.WriteString("runtime", RuntimeInformation.FrameworkDescription);
        json.WriteEndObject();
        json.WriteStartArray("cases");
        for (var i = 0; i < cases.Count; i++)
            Write(json, cases[i], results[i]);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Case measured, List<Figures> runs)
    {
        json.WriteStartObject();
        json.WriteNumber("size", measured.Size);
        json.WriteString("measured", measured.Name);
        json.WriteStartObject("medians");
        foreach (var column in runs.SelectMany(run => run.Values.Keys).Distinct())
            json.WriteNumber(column, ResultTable.SpreadOf(runs, column)!.Value.Median);
        json.WriteEndObject();
        json.WriteStartArray("runs");
        foreach (var run in runs)
        {
            json.WriteStartObject();
            foreach (var (column, value) in run.Values)
                json.WriteNumber(column, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
