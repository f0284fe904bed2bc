using Roundtable.Bench.Measuring;
using Roundtable.Bench.Serving;

namespace Roundtable.Bench.Peers;

/// <summary>A peer that lives in its application's process, so that its script measures by itself.</summary>
/// <param name="script">The file, and how it is called in the table.</param>
/// <param name="verbs">The scenarios that it has, each with the script's word for it.</param>
internal sealed class ScriptPeer(
    BenchOptions options,
    (string File, string Name) script,
    IReadOnlyDictionary<string, string> verbs
) : IPeer
{
    private const int Messages = 40;

    public string Name => script.Name;

    public static ScriptPeer BetterSqlite3(BenchOptions options) =>
        new(
            options,
            ("better-sqlite3.mjs", "better-sqlite3"),
            new Dictionary<string, string>
            {
                ["writers"] = "write",
                ["reads"] = "read",
                ["pages"] = "page",
                ["written"] = "written",
            }
        );

    public static ScriptPeer LangGraph(BenchOptions options) => new(options, ("langgraph.mjs", "LangGraph SqliteSaver"), Reading);

    public static ScriptPeer FileStore(BenchOptions options) => new(options, ("file-store.mjs", "AI SDK's file store"), Reading);

    private static Dictionary<string, string> Reading =>
        new()
        {
            ["reads"] = "read",
            ["pages"] = "page",
            ["written"] = "written",
        };

    public Func<Task<Figures>>? MeasureOf(string scenario, int size) =>
        verbs.TryGetValue(scenario, out var verb) ? () => MeasureAsync(verb, size) : null;

    private async Task<Figures> MeasureAsync(string verb, int size)
    {
        using var folder = new ScratchFolder(options);
        Directory.CreateDirectory(folder.Path);
        await using var process = await PeerProcess.StartAsync(script.File, folder.Path);
        return verb switch
        {
            "write" => await Timing.WriteAsync(process, size, options.DurationOr(3, 20)),
            "read" => await Timing.AskAsync(process, verb, size, Messages),
            _ => await Timing.AskAsync(process, verb, size),
        };
    }
}
