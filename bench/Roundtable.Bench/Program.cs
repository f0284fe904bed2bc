using Roundtable.Bench;

const string Usage = """
    Measures what storing costs, each figure beside its baseline in the same run.

      bundles [--live 1,100,1000] [--seconds 5] [--runs 5] [--folder DIR] [--json FILE]
              time from the cut of a bundle until it is durable: not stored at all, `process`, `power`, and `power` on a
              disk whose flush takes 1 ms longer
    """;

if (args is not ["bundles", .. var rest])
{
    Console.WriteLine(Usage);
    return args is [] or ["--help"] ? 0 : 1;
}

return await BundleCost.RunAsync(BenchOptions.Parse(rest));
