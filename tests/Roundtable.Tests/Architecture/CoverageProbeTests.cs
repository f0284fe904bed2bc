using Roundtable.Child;

namespace Roundtable.Tests.Architecture;

/// <summary>Runs the code by which test.sh judges its own coverage collector.</summary>
public sealed class CoverageProbeTests
{
    [Fact]
    public async Task The_probe_runs_half_of_its_branches()
    {
        var values = new List<int>();
        await foreach (var value in CoverageProbe.IteratorAsync(never: false, TestContext.Current.CancellationToken))
            values.Add(value);

        Assert.Equal([1], values);
        Assert.Equal(2, CoverageProbe.Callback(never: false)(1));
        Assert.Equal(1, CoverageProbe.OnThread(never: false));
    }
}
