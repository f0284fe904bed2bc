namespace Roundtable.Bench.Measuring;

/// <summary>One line of a scenario's table: something that is measured once a run.</summary>
/// <param name="Size">What the scenario counts.</param>
/// <param name="Name">The product in one of its forms, or what it is compared with.</param>
internal sealed record Case(int Size, string Name, Func<Task<Figures>> MeasureAsync);
