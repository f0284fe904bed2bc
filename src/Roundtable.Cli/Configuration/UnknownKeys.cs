using System.Text.Json.Serialization.Metadata;

namespace Roundtable.Cli.Configuration;

/// <summary>Finds settings that mean nothing: a misspelt key would otherwise be a default that nobody notices.</summary>
internal static class UnknownKeys
{
    /// <summary>One sentence for each fault, naming the full key, in their order.</summary>
    public static IEnumerable<string> In(IConfigurationSection section, JsonTypeInfo shape)
    {
        if (shape.Kind == JsonTypeInfoKind.None)
            return shape.Type.IsValueType && Nullable.GetUnderlyingType(shape.Type) is null && section.Value is { Length: 0 }
                // The binder would pass over it, and leave the default: keys that were asked for would not be.
                ? [$"Failed to convert configuration value '' at '{section.Path}' to type '{shape.Type}'."]
                : section.GetChildren().Select(child => NotASetting(child.Path));
        // An empty list in a file is an empty text here.
        return section.Value is { Length: > 0 }
            ? [$"{section.Path} holds settings, and is not one itself; see docs/configuration.md."]
            : section
                .GetChildren()
                .SelectMany(child => MemberOf(shape, child.Key) is { } member ? In(child, member) : [NotASetting(child.Path)]);
    }

    /// <summary>A key that stands where only <paramref name="root"/> may.</summary>
    public static IEnumerable<string> Beside(string root, IConfiguration file) =>
        file.GetChildren()
            .Where(child => !child.Key.Equals(root, StringComparison.OrdinalIgnoreCase))
            .Select(child => NotASetting(child.Path));

    private static string NotASetting(string key) => $"{key} is not a setting; see docs/configuration.md.";

    private static JsonTypeInfo? MemberOf(JsonTypeInfo shape, string key)
    {
        var type = shape.Kind switch
        {
            JsonTypeInfoKind.Dictionary => shape.ElementType,
            JsonTypeInfoKind.Enumerable => int.TryParse(key, out _) ? shape.ElementType : null,
            _ => shape
                .Properties.FirstOrDefault(property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase))
                ?.PropertyType,
        };
        return type is null ? null : shape.Options.GetTypeInfo(type);
    }
}
