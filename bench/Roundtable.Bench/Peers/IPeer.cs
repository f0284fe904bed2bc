using Roundtable.Bench.Measuring;

namespace Roundtable.Bench.Peers;

/// <summary>Something that people could choose instead, driven by the scenarios that it has a counterpart for.</summary>
internal interface IPeer
{
    /// <summary>With what it does before it answers, where it differs.</summary>
    string Name { get; }

    /// <summary>What it does in this scenario at this size; null when it has nothing like it.</summary>
    Func<Task<Figures>>? MeasureOf(string scenario, int size);
}
