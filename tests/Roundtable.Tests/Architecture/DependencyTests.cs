using NetArchTest.Rules;

namespace Roundtable.Tests.Architecture;

/// <summary>Who may know whom.</summary>
public sealed class DependencyTests
{
    public static TheoryData<string> Names => [.. Product.References.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Arrows_between_projects_point_one_way(string name)
    {
        var ours = References(name).Where(reference => reference.StartsWith(Product.Library, StringComparison.Ordinal));

        Assert.Empty(ours.Except(Product.References[name]));
    }

    [Fact]
    public void Every_project_has_its_place_in_the_order() =>
        Assert.Equal(
            Directory
                .GetFiles(Path.Combine(Repository.Root, "src"), "*.csproj", SearchOption.AllDirectories)
                .Select(Path.GetFileNameWithoutExtension)
                .Order(StringComparer.Ordinal),
            Product.References.Keys.Order(StringComparer.Ordinal)
        );

    [Fact]
    public void The_library_needs_the_framework_and_logging_abstractions_alone()
    {
        var framework = Directory
            .GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Select(Path.GetFileNameWithoutExtension)
            .ToHashSet();

        Assert.Empty(
            References(Product.Library)
                .Where(reference => !framework.Contains(reference))
                .Except(["Microsoft.Extensions.Logging.Abstractions"])
        );
    }

    [Fact]
    public void The_edge_knows_no_store() => KnowsNot(Product.Edge, "Roundtable.Files", "Roundtable.Sqlite");

    [Fact]
    public void Agents_know_no_store() => KnowsNot(Product.Agents, "Roundtable.Files", "Roundtable.Sqlite");

    [Fact]
    public void A_store_knows_no_other_store() => KnowsNot(Product.Sqlite, "Roundtable.Files");

    [Theory]
    [InlineData("Roundtable.Files", "Roundtable.Reading")]
    [InlineData("Roundtable.Files", "Roundtable.Following")]
    [InlineData("Roundtable.Stored", "Roundtable.Files")]
    [InlineData("Roundtable.Moving", "Roundtable.Files")]
    [InlineData("Roundtable.Disk", "Roundtable.Files")]
    [InlineData("Roundtable.Queueing", "Roundtable.Files")]
    [InlineData("Roundtable.Recording", "Roundtable.Files")]
    [InlineData("Roundtable.Reading", "Roundtable.Files")]
    [InlineData("Roundtable.Following", "Roundtable.Files")]
    public void What_is_above_the_store_contract_and_a_store_below_it_do_not_know_each_other(string from, string to)
    {
        var result = Types
            .InAssembly(Product.Load(Product.Library))
            .That()
            .ResideInNamespace(from)
            .ShouldNot()
            .HaveDependencyOn(to)
            .GetResult();

        Assert.Empty(result.FailingTypeNames ?? []);
    }

    private static void KnowsNot(string assembly, params string[] stores)
    {
        var result = Types.InAssembly(Product.Load(assembly)).ShouldNot().HaveDependencyOnAny(stores).GetResult();

        Assert.Empty(result.FailingTypeNames ?? []);
    }

    private static IEnumerable<string> References(string assembly) =>
        Product.Load(assembly).GetReferencedAssemblies().Select(reference => reference.Name!);
}
