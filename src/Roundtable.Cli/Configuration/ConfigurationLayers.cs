namespace Roundtable.Cli.Configuration;

/// <summary>
/// The sources of settings, weakest first. A later source wins key by key, but for lists: the framework would merge them
/// entry by entry, so three agents in a file and one in the environment would give a mixture. Here the later list counts.
/// </summary>
internal sealed class ConfigurationLayers(IReadOnlyList<IConfigurationRoot> layers)
{
    public const string Root = "Roundtable";

    /// <summary>Settings that are replaced as a whole.</summary>
    private static readonly string[] Lists = ["Agents", "Providers", "Access:Hosts", "Access:Origins"];

    /// <summary>The section <c>Roundtable</c>, as it counts.</summary>
    public IConfigurationSection Merge()
    {
        var pairs = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var layer in layers)
        {
            foreach (var replaced in Lists.Select(list => $"{Root}:{list}").Where(key => layer.GetSection(key).Exists()))
            {
                foreach (var key in pairs.Keys.Where(key => IsBelow(key, replaced)).ToList())
                    pairs.Remove(key);
            }

            foreach (var (key, value) in layer.AsEnumerable().Where(pair => IsBelow(pair.Key, Root) && pair.Value is not null))
                pairs[key] = value;
        }

        return new ConfigurationBuilder().AddInMemoryCollection(pairs).Build().GetSection(Root);
    }

    private static bool IsBelow(string key, string parent) =>
        key.StartsWith(parent + ":", StringComparison.OrdinalIgnoreCase)
        || key.Equals(parent, StringComparison.OrdinalIgnoreCase);
}
