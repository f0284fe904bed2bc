using Roundtable.Following;
using Roundtable.Tests.Architecture;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Contract;

/// <summary>No store is left out: each one has a sandbox, and each sandbox runs every suite.</summary>
public sealed class SuiteTests
{
    private static readonly Type[] OurTypes = typeof(SuiteTests).Assembly.GetTypes();

    private static readonly Type[] Suites =
    [
        .. OurTypes.Where(type => type.IsAbstract && type.IsGenericType && IsSuite(type.BaseType)),
    ];

    private static IEnumerable<Type> SandboxTypes =>
        OurTypes.Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IStoreSandbox)));

    public static TheoryData<Type> Sandboxes => [.. SandboxTypes];

    [Theory]
    [MemberData(nameof(Sandboxes))]
    public void Every_store_runs_every_suite(Type sandbox)
    {
        var run = OurTypes
            .Where(type => type is { IsAbstract: false, BaseType.IsGenericType: true })
            .Where(type => type.BaseType!.GetGenericArguments().Contains(sandbox))
            .Select(type => type.BaseType!.GetGenericTypeDefinition());

        Assert.True(Suites.Length >= 22, "A suite has disappeared.");
        Assert.Empty(Suites.Except(run));
    }

    [Fact]
    public void Every_store_that_keeps_something_has_a_sandbox()
    {
        var stores = Product
            .Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IConversationStore)))
            .Except([typeof(AnnouncedStore)]);

        Assert.Empty(stores.Except(SandboxTypes.Select(sandbox => (Type)sandbox.GetProperty("StoreType")!.GetValue(null)!)));
    }

    private static bool IsSuite(Type? type) =>
        type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(StoreSuite<>);
}
