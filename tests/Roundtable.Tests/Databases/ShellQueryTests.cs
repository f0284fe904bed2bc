using Roundtable.Tests.Architecture;

namespace Roundtable.Tests.Databases;

/// <summary>The queries of <c>docs/sqlite-migration.md</c>, in the real shell, against a real store.</summary>
public sealed class ShellQueryTests
{
    [Fact]
    public async Task The_five_queries_of_the_manual_say_what_is_stored()
    {
        using var fixture = await DatabaseFixture.CreateAsync();
        var answers = Queries().Select(query => SqliteShell.Run(fixture.File, query)).ToList();

        Assert.Equal(5, answers.Count);
        Assert.Equal(["us01-co01|0", "us01-co01|1"], answers[0].Order(StringComparer.Ordinal));
        Assert.Equal(["Between the Capitol and the Palatine."], answers[1]);
        Assert.Equal(["sage|error|1|0", "sage|stop|1|37"], answers[2]);
        Assert.Equal(["mention|2"], answers[3]);
        Assert.Equal(["1|Trip to Rome|us01", "2|A week in Rome|us01"], answers[4].Select(row => row[..row.LastIndexOf('|')]));
    }

    private static IEnumerable<string> Queries()
    {
        var manual = File.ReadAllText(Path.Combine(Repository.Root, "docs/sqlite-migration.md"));
        var block = manual.Split("```sql\n")[1].Split("```")[0];
        return block.Split("\n\n").Select(query => query.Trim());
    }
}
