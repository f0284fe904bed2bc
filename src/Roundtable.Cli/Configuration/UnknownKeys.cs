using System.Collections;

namespace Roundtable.Cli.Configuration;

/// <summary>Finds settings that mean nothing: a misspelt key would otherwise be a default that nobody notices.</summary>
internal static class UnknownKeys
{
    /// <summary>One sentence for each fault, naming the full key, in their order.</summary>
    public static IEnumerable<string> In(IConfigurationSection section, Type type)
    {
        if (IsLeaf(type))
            return section.GetChildren().Select(child => NotASetting(child.Path));
        // An empty list in a file is an empty text here.
        return section.Value is { Length: > 0 }
            ? [$"{section.Path} holds settings, and is not one itself; see the documentation."]
            : section
                .GetChildren()
                .SelectMany(child => MemberOf(type, child.Key) is { } member ? In(child, member) : [NotASetting(child.Path)]);
    }

    /// <summary>A key that stands where only <paramref name="root"/> may.</summary>
    public static IEnumerable<string> Beside(string root, IConfiguration file) =>
        file.GetChildren()
            .Where(child => !child.Key.Equals(root, StringComparison.OrdinalIgnoreCase))
            .Select(child => NotASetting(child.Path));

    private static string NotASetting(string key) => $"{key} is not a setting; see the documentation.";

    private static bool IsLeaf(Type type) => type == typeof(string) || type.IsValueType;

    private static Type? MemberOf(Type type, string key)
    {
        if (typeof(IDictionary).IsAssignableFrom(type))
            return type.GetGenericArguments()[1];
        if (typeof(IList).IsAssignableFrom(type))
            return int.TryParse(key, out _) ? type.GetGenericArguments()[0] : null;
        return Array
            .Find(type.GetProperties(), property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase))
            ?.PropertyType;
    }
}
