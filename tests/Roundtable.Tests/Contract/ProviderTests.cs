using Roundtable.Tests.Architecture;

namespace Roundtable.Tests.Contract;

/// <summary>No store without its contract: every provider in the product runs every contract class.</summary>
public sealed class ProviderTests
{
    private static readonly Type[] OurTypes = typeof(ProviderTests).Assembly.GetTypes();

    private static readonly Type[] Contracts =
    [
        .. OurTypes.Where(type => type.IsAbstract && type.IsGenericType && IsContract(type.BaseType)),
    ];

    public static TheoryData<Type> Stores =>
        [
            .. Product
                .Assemblies.SelectMany(assembly => assembly.GetTypes())
                .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IConversationStore))),
        ];

    [Theory]
    [MemberData(nameof(Stores))]
    public void Every_store_runs_every_contract_class(Type store)
    {
        var run = OurTypes
            .Where(type => type is { IsAbstract: false, BaseType.IsGenericType: true })
            .Where(type => type.BaseType!.GetGenericArguments().Contains(store))
            .Select(type => type.BaseType!.GetGenericTypeDefinition());

        Assert.NotEmpty(Contracts);
        Assert.Empty(Contracts.Except(run));
    }

    private static bool IsContract(Type? type) =>
        type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(ConversationStoreContract<,>);
}
