using Roundtable.Bench.Measuring;
using Roundtable.Bench.Peers;

namespace Roundtable.Bench.Scenarios;

/// <summary>All that can be measured, by its word on the command line.</summary>
internal static class ScenarioList
{
    private const string Options = """
          --long          the long form: real sizes, five runs
          --size 1,100    sizes instead of a scenario's own
          --seconds 5     how long a case is measured, where that is chosen
          --runs 5        how often each case is measured
          --folder DIR    where data is written: the device that is measured (default: the temporary folder)
          --store files   the store that is measured, or sqlite: live, fanout, writers, bundles, reads, pages and list take it
          --executable F  start: a native executable to be measured beside the one that was built with the benchmarks
          --json FILE     every figure of every run
        """;

    private static readonly string[] WithStore = ["live", "fanout", "writers", "bundles", "reads", "pages", "list"];
    private static readonly string[] WithOneSize = ["reads", "stores", "start", "verify", "move"];
    private static readonly string[] Beside = ["live", "fanout", "writers", "reads", "pages", "written"];

    public static string Usage
    {
        get
        {
            var all = All(BenchOptions.Parse([])).Select(scenario => $"  {scenario.Name, -9} {scenario.Summary}");
            return $"""
                Measures what Roundtable costs, beside what it is compared with, in one run and one table.

                {string.Join(Environment.NewLine, all)}
                  peers     One of live, fanout, writers, reads, pages, written, beside other products: 'peers live'. See bench/peers.
                  micro     Each step of a token alone, with what it allocates (BenchmarkDotNet).

                {Options}
                """;
        }
    }

    /// <exception cref="ArgumentException">An option that this scenario would pass over.</exception>
    public static Scenario? Create(string? name, BenchOptions options)
    {
        if (options.Store != StoreKind.Files && !WithStore.Contains(name))
            throw new ArgumentException($"'{name}' does not take --store.");
        if (options.Sizes is { Count: > 1 } && WithOneSize.Contains(name))
            throw new ArgumentException($"'{name}' takes one --size.");
        if (options.Executable is not null && name != "start")
            throw new ArgumentException($"'{name}' does not take --executable.");
        return All(options).FirstOrDefault(scenario => scenario.Name == name);
    }

    /// <summary>The same with other products beside it.</summary>
    public static Scenario? CreateBesidePeers(string? name, BenchOptions options) =>
        Beside.Contains(name) && Create(name, options) is { } ours ? new BesidePeers(options, ours) : null;

    private static Scenario[] All(BenchOptions options) =>
        [
            new Live(options),
            new Writers(options),
            new Bundles(options),
            new FanOut(options),
            options.Store == StoreKind.Sqlite ? new DatabaseReads(options) : new Reads(options),
            new BothStores(options),
            new Search(options),
            new Pages(options),
            new ListOf(options),
            new Written(options),
            new Idle(options),
            new Soak(options),
            new Start(options),
            new Mixed(options),
            new Verify(options),
            new Move(options),
        ];
}
