using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Roundtable.Agents;
using Roundtable.Cli;
using Roundtable.Cli.Configuration;
using Roundtable.Tests.Architecture;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Cli;

/// <summary>docs/configuration.md names every setting that there is, and no other, with its default; its example is taken.</summary>
public sealed partial class ConfigurationPageTests : IDisposable
{
    private const string Page = "docs/configuration.md";
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private static IReadOnlyList<Match> Rows { get; } =
    [.. Repository.Lines(Page).Select(line => Row().Match(line)).Where(match => match.Success)];

    [Fact]
    public void Every_setting_has_its_row_and_there_is_no_other() =>
        Assert.Equal(
            KeysOf("", SectionShape.Root).Order(StringComparer.Ordinal),
            Rows.Select(row => row.Groups["key"].Value).Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Every_row_has_the_default()
    {
        var defaults = new RoundtableSection();
        defaults.Agents.Add(new AgentOptions());
        defaults.Providers.Add("name", new ProviderOptions());

        Assert.All(
            Rows,
            row =>
            {
                if (Said(Find(defaults, row.Groups["key"].Value)) is { } value)
                    Assert.Equal(value, row.Groups["default"].Value.Trim().Trim('`'));
            }
        );
    }

    [Fact]
    public void Its_example_is_taken()
    {
        var text = string.Join('\n', Repository.Lines(Page));
        var config = Path.Combine(_sandbox.Root, "chat.json");
        File.WriteAllText(config, Example().Match(text).Groups["json"].Value);

        var agents = ServeCommand.Settings("--config", config).Options.Agents;

        Assert.Equal(["sage", "parrot"], agents.Agents.Select(agent => agent.Id));
    }

    private static IEnumerable<string> KeysOf(string path, JsonTypeInfo shape) =>
        shape.Kind switch
        {
            JsonTypeInfoKind.Object => shape.Properties.SelectMany(member =>
                KeysOf(path.Length == 0 ? member.Name : $"{path}:{member.Name}", InfoOf(shape, member.PropertyType))
            ),
            JsonTypeInfoKind.Enumerable when InfoOf(shape, shape.ElementType!) is { Kind: JsonTypeInfoKind.Object } element =>
                KeysOf($"{path}:n", element),
            JsonTypeInfoKind.Dictionary => KeysOf($"{path}:name", InfoOf(shape, shape.ElementType!)),
            _ => [path],
        };

    private static JsonTypeInfo InfoOf(JsonTypeInfo shape, Type type) => shape.Options.GetTypeInfo(type);

    private static object? Find(RoundtableSection section, string key) =>
        key.Split(':').Aggregate<string, object?>(section, static (part, name) => Member(part!, name));

    private static object? Member(object part, string name) =>
        part switch
        {
            List<AgentOptions> agents => agents[0],
            Dictionary<string, ProviderOptions> providers => providers[name],
            _ => part.GetType().GetProperty(name)!.GetValue(part),
        };

    /// <summary>As the page writes it; null where the default is nothing, which it says in words.</summary>
    private static string? Said(object? value) =>
        value switch
        {
            1024 * 1024 => "1 MiB",
            int number => number.ToString("N0", CultureInfo.InvariantCulture),
            bool isSet => isSet ? "true" : "false",
            TimeSpan time => time.ToString(
                time.Milliseconds == 0 ? @"hh\:mm\:ss" : @"hh\:mm\:ss\.fff",
                CultureInfo.InvariantCulture
            ),
            string { Length: > 0 } text => text,
            _ => null,
        };

    [GeneratedRegex(@"^\| `(?<key>[A-Za-z:]+)` \|(?<default>[^|]*)\|")]
    private static partial Regex Row();

    [GeneratedRegex("```json\n(?<json>.+?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
