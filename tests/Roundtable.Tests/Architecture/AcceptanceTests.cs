using System.Reflection;
using System.Text.RegularExpressions;

namespace Roundtable.Tests.Architecture;

/// <summary>What the documents say is shown by a test is shown by a test that is there.</summary>
public sealed partial class AcceptanceTests
{
    [Fact]
    public void Every_test_named_in_the_acceptance_table_exists()
    {
        var rows = Repository.Lines("docs/acceptance.md").Where(line => line.StartsWith("| ", StringComparison.Ordinal)).ToList();
        var named = rows.SelectMany(row => NameOfTest().Matches(row)).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(named.Count > 40, $"Only {named.Count} names were found in the table.");
        Assert.All(named, name => Assert.True(Exists(name), $"There is no test {name}."));
    }

    /// <summary>A test class, a contract class, or a method of one.</summary>
    internal static bool Exists(string name)
    {
        var (type, method) = name.Split('.') is [var first, var second] ? (first, second) : (name, null);
        return typeof(AcceptanceTests)
            .Assembly.GetTypes()
            .Where(candidate => candidate.Name.Split('`')[0] == type)
            .Any(candidate => method is null || IsTest(candidate.GetMethod(method)));
    }

    private static bool IsTest(MethodInfo? method) => method?.GetCustomAttribute<FactAttribute>() is not null;

    [GeneratedRegex("`([A-Z][A-Za-z0-9]+(?:Tests|Contract)(?:\\.[A-Z][A-Za-z0-9_]+)?)`")]
    private static partial Regex NameOfTest();
}
