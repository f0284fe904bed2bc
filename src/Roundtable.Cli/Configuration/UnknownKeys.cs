using System.Collections;

namespace Roundtable.Cli.Configuration;

/// <summary>Finds settings that mean nothing: a misspelt key would otherwise be a default that nobody notices.</summary>
internal static class UnknownKeys
{
    /// <summary>The full keys, in their order.</summary>
    public static IEnumerable<string> In(IConfigurationSection section, Type type)
    {
        foreach (var child in section.GetChildren())
        {
            if (MemberOf(type, child.Key) is not { } member)
                yield return child.Path;
            else
                foreach (var key in In(child, member))
                    yield return key;
        }
    }

    private static Type? MemberOf(Type type, string key)
    {
        if (typeof(IDictionary).IsAssignableFrom(type))
            return type.GetGenericArguments()[1];
        if (typeof(IList).IsAssignableFrom(type))
            return int.TryParse(key, out _) ? type.GetGenericArguments()[0] : null;
        if (type == typeof(string) || type.IsValueType)
            return null;
        return Array
            .Find(type.GetProperties(), property => property.Name.Equals(key, StringComparison.OrdinalIgnoreCase))
            ?.PropertyType;
    }
}
