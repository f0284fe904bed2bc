using Roundtable.Bench;

const string Usage = """
    Measures what storing costs, each figure beside its baseline in the same run.

      bundles [--live 1,100,1000] [--seconds 5] [--runs 5] [--folder DIR] [--json FILE]
              time from the cut of a bundle until it is durable: not stored at all, `process`, `power`, and `power` on a
              disk whose flush takes 1 ms longer
      start [--runs 5] [--folder DIR]
              time to open a store: empty, with 10,000 conversations in loose files, and sealed
    """;

switch (args)
{
    case ["bundles", .. var rest]:
        return await BundleCost.RunAsync(BenchOptions.Parse(rest));
    case ["start", .. var rest]:
        return await StartTime.RunAsync(BenchOptions.Parse(rest), conversations: 10_000);
    default:
        Console.WriteLine(Usage);
        return args is [] or ["--help"] ? 0 : 1;
}
