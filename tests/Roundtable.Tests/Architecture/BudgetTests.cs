namespace Roundtable.Tests.Architecture;

/// <summary>The sizes that CONTRIBUTING promises.</summary>
public sealed class BudgetTests
{
    private const int SourceLinesMax = 300;
    private const int ReadmeLinesMax = 100;
    private const int DecisionLinesMax = 40;

    [Fact]
    public void No_source_file_is_longer_than_300_lines()
    {
        var tooLong = Repository
            .SourceFiles("src")
            .Concat(Repository.SourceFiles("tests"))
            .Where(path => Repository.Lines(path).Length > SourceLinesMax);

        Assert.Empty(tooLong);
    }

    [Fact]
    public void The_readme_is_no_longer_than_100_lines() =>
        Assert.InRange(Repository.Lines("README.md").Length, 1, ReadmeLinesMax);

    [Fact]
    public void Decision_records_are_no_longer_than_40_lines()
    {
        var records = Directory.GetFiles(Path.Combine(Repository.Root, "docs/decisions"), "*.md");

        Assert.NotEmpty(records);
        Assert.All(records, record => Assert.InRange(File.ReadAllLines(record).Length, 1, DecisionLinesMax));
    }

    [Fact]
    public void Decision_records_are_numbered_without_holes()
    {
        var numbers = Directory
            .GetFiles(Path.Combine(Repository.Root, "docs/decisions"), "*.md")
            .Select(path => Path.GetFileName(path)[..4])
            .Order(StringComparer.Ordinal)
            .ToList();

        Assert.Equal(Enumerable.Range(1, numbers.Count).Select(number => number.ToString("D4", null)), numbers);
    }
}
