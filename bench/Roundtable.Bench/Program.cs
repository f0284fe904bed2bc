using Roundtable.Bench;
using Roundtable.Bench.Measuring;
using Roundtable.Bench.Micro;
using Roundtable.Bench.Scenarios;
using Roundtable.Bench.Serving;

// A scenario's servers are this program again.
if (args is ["host", .. var host])
    return await HostCommand.RunAsync(host);

try
{
    var isBesidePeers = args is ["peers", ..];
    var words = isBesidePeers ? args[1..] : args;
    var options = BenchOptions.Parse(words is [_, .. var rest] ? rest : []);
    if (args is ["micro", ..])
        return MicroBenchmarks.Run(options);
    var scenario = isBesidePeers
        ? ScenarioList.CreateBesidePeers(words.FirstOrDefault(), options)
        : ScenarioList.Create(words.FirstOrDefault(), options);
    if (scenario is not null)
        return await ScenarioRunner.RunAsync(scenario, options);
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}

Console.WriteLine(ScenarioList.Usage);
return args is [] or ["--help"] ? 0 : 1;
