namespace Roundtable.Bench.Measuring;

/// <summary>What one run measured, by column; a column that says nothing here is left out.</summary>
internal sealed class Figures
{
    public const string P50 = "p50 ms";
    public const string P99 = "p99 ms";
    public const string Cpu = "cores";
    public const string Memory = "MiB";
    public const string Written = "written MiB";
    private readonly Dictionary<string, double> _values = [];

    public IReadOnlyDictionary<string, double> Values => _values;

    public Figures With(string column, double value)
    {
        _values[column] = value;
        return this;
    }

    public Figures With(Latencies latencies)
    {
        var (count, p50, p99) = latencies.Summary();
        return count == 0 ? this : With(P50, p50).With(P99, p99);
    }

    /// <summary>The same in columns of their own, where a case has several kinds of times.</summary>
    public Figures WithAll(string what, Latencies latencies)
    {
        var (count, p50, p99) = latencies.Summary();
        return count == 0 ? this : With($"{what} {P50}", p50).With($"{what} {P99}", p99);
    }

    /// <summary>What a server process used: cores of its own on average, its memory at the end, what it had the system write.</summary>
    public Figures With(Usage usage) => With(Cpu, usage.Cores).With(Memory, usage.MemoryMiB).With(Written, usage.WrittenMiB);
}
