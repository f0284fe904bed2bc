namespace Roundtable.Tests.Architecture;

/// <summary>How public types look and where they stand.</summary>
public sealed class PublicTypeTests
{
    public static TheoryData<string> Names => [.. Product.References.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_public_type_is_sealed(string assembly) =>
        Assert.Empty(
            Product
                .Load(assembly)
                .GetExportedTypes()
                // Abstract records are the roots of events: what derives from them is sealed.
                .Where(type =>
                    type.Namespace is not null && !type.IsSealed && !type.IsInterface && !(type.IsAbstract && IsRecord(type))
                )
                .Select(type => type.FullName)
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void A_public_type_has_a_file_of_its_name(string assembly)
    {
        var files = Repository.SourceFiles($"src/{assembly}").ToHashSet();

        // What source generators add under namespaces of their own has no file here.
        var homeless = Product
            .Load(assembly)
            .GetExportedTypes()
            .Where(type => !type.IsNested && type.Namespace?.StartsWith(Product.Library, StringComparison.Ordinal) == true)
            .Where(type => !files.Contains(FileOf(assembly, type)))
            .Select(type => $"{type.FullName}: {FileOf(assembly, type)}");

        Assert.Empty(homeless);
    }

    /// <summary>A folder is a namespace: <c>Roundtable.Files.Sealing</c> is <c>src/Roundtable/Files/Sealing</c>.</summary>
    private static string FileOf(string assembly, Type type)
    {
        var folder = type.Namespace!.StartsWith(assembly, StringComparison.Ordinal)
            ? type.Namespace[assembly.Length..].Replace('.', '/')
            : "/(a namespace of another project)";
        return $"src/{assembly}{folder}/{type.Name.Split('`')[0]}.cs";
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;
}
