using BenchmarkDotNet.Attributes;
using Roundtable.Agents;
using Roundtable.Bench.Filling;

namespace Roundtable.Bench.Micro;

/// <summary>Counting tokens: a delta of one, a bundle of twenty, the text of a message.</summary>
public class TokenBenchmarks
{
    private readonly O200kTokenCounter _counter = new();
    private readonly string _bundle = StoreFiller.TextOf(1);
    private readonly string _message = StoreFiller.TextOf(15);

    [GlobalSetup]
    public Task LoadAsync() => _counter.Preload();

    [Benchmark]
    public int CountDelta() => _counter.Count(" word");

    [Benchmark]
    public int FitDelta() => _counter.Fit(" word", 20).Length;

    [Benchmark]
    public int CountBundle() => _counter.Count(_bundle);

    [Benchmark]
    public int CountMessage() => _counter.Count(_message);
}
