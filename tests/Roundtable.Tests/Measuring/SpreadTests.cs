using Roundtable.Bench.Measuring;

namespace Roundtable.Tests.Measuring;

public sealed class SpreadTests
{
    [Theory]
    [InlineData(new[] { 3.0, 1.0, 2.0 }, 2.0)]
    [InlineData(new[] { 8.0, 1.0, 2.0, 4.0 }, 3.0)]
    [InlineData(new[] { 1.0, 2.0 }, 1.5)]
    public void The_median_of_an_even_number_of_runs_is_the_mean_of_the_two_in_the_middle(double[] runs, double median) =>
        Assert.Equal(new Spread(median, runs.Min(), runs.Max()), Spread.Of(runs));

    [Fact]
    public void No_runs_have_no_median() => Assert.Null(Spread.Of([]));
}
