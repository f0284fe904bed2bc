using System.Globalization;
using System.Text.RegularExpressions;

namespace Roundtable.Tests.Architecture;

/// <summary>Every promise, and every fault, has a test.</summary>
public sealed partial class PromiseTests
{
    private const int Promises = 9;
    private const int Faults = 46;

    private static IReadOnlyList<Match> Rows { get; } =
    [.. Repository.Lines("docs/promise.md").Select(line => Row().Match(line)).Where(match => match.Success)];

    [Fact]
    public void Every_promise_and_every_fault_has_its_row()
    {
        var numbers = Rows.Select(row => int.Parse(row.Groups["number"].Value, CultureInfo.InvariantCulture));

        Assert.Equal(Enumerable.Range(1, Promises).Concat(Enumerable.Range(1, Faults)), numbers);
    }

    [Fact]
    public void Every_row_names_tests_that_exist() =>
        Assert.All(
            Rows,
            row =>
            {
                var shownBy = row.Groups["by"].Value;
                var named = NameInCode().Matches(shownBy).Select(match => match.Groups[1].Value).ToList();
                Assert.All(named, name => Assert.True(AcceptanceTests.Exists(name), $"There is no test {name}."));
                Assert.True(named.Count > 0, row.Value);
            }
        );

    [GeneratedRegex(@"^\| (?<number>\d+) [^|]+\| (?<by>.+) \|$")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex NameInCode();
}
