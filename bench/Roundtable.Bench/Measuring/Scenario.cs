namespace Roundtable.Bench.Measuring;

/// <summary>Something to measure beside what it is compared with, in one run and one table.</summary>
internal abstract class Scenario(BenchOptions options) : IAsyncDisposable
{
    /// <summary>Its word on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>One sentence: what is measured, from where to where.</summary>
    public abstract string Summary { get; }

    /// <summary>What its sizes count.</summary>
    public abstract string SizeOf { get; }

    /// <summary>How often each case is measured by default: short form, long form.</summary>
    public virtual (int Short, int Long) Runs => (3, 5);

    public int RunsWanted => Options.RunsOr(Runs.Short, Runs.Long);

    protected BenchOptions Options { get; } = options;

    /// <summary>Makes what is to be read, once, and gives the cases in the order of the table's lines.</summary>
    public abstract Task<IReadOnlyList<Case>> PrepareAsync();

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
