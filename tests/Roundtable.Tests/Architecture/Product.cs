using System.Reflection;

namespace Roundtable.Tests.Architecture;

/// <summary>The product's assemblies, each with the ones of ours that it may reference.</summary>
internal static class Product
{
    public const string Library = "Roundtable";
    public const string Sqlite = "Roundtable.Sqlite";
    public const string Agents = "Roundtable.Agents";
    public const string Edge = "Roundtable.Edge";
    public const string Cli = "Roundtable.Cli";

    /// <summary>Arrows point one way: Cli → Edge → Agents → Roundtable ← Sqlite.</summary>
    public static IReadOnlyDictionary<string, string[]> References { get; } =
        new Dictionary<string, string[]>
        {
            [Library] = [],
            [Sqlite] = [Library],
            [Agents] = [Library],
            [Edge] = [Library, Agents],
            [Cli] = [Library, Sqlite, Agents, Edge],
        };

    public static IEnumerable<Assembly> Assemblies => References.Keys.Select(Load);

    public static Assembly Load(string name) => Assembly.Load(new AssemblyName(name));
}
