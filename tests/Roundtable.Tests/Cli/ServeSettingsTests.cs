using Microsoft.Extensions.Configuration;
using Roundtable.Cli;
using Roundtable.Cli.Configuration;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Cli;

/// <summary>Settings come from defaults, a file, the environment and the command line.</summary>
public sealed class ServeSettingsTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void Defaults_need_nothing()
    {
        var settings = ServeCommand.Settings();

        Assert.Equal(Path.GetFullPath("data"), settings.Store.Folder);
        Assert.Equal(new ListenAddress(System.Net.IPAddress.Loopback, 5080), Assert.Single(settings.Addresses));
        Assert.Equal(Durability.Power, settings.Durability);
        Assert.Equal(TimeSpan.FromMinutes(10), settings.SealAfter);
        Assert.Equal((20, 60), (settings.Options.Streaming.BundleTokens, settings.Options.Streaming.ChunkTokens));
        Assert.Equal(TimeSpan.FromSeconds(15), settings.Options.KeepAlive);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.Options.Drain);
        Assert.Equal(1024 * 1024, settings.Options.Limits.BodySizeBytesMax);
    }

    [Theory]
    [InlineData("never", null)]
    [InlineData("00:10:00", 600)]
    [InlineData("00:00:01", 1)]
    public void Sealing_waits_so_long_or_for_ever(string text, int? seconds)
    {
        var config = Write($$"""{ "Roundtable": { "Storage": { "SealAfter": "{{text}}" } } }""");

        Assert.Equal(seconds, (int?)ServeCommand.Settings("--config", config).SealAfter?.TotalSeconds);
    }

    [Fact]
    public void A_file_says_everything_and_the_command_line_wins()
    {
        var config = Write(
            """
            { "Roundtable": { // comments are fine
              "Urls": "http://localhost:6000;http://[::1]:6001",
              "Storage": { "Store": "files:/one", "Durability": "Process" },
              "Streaming": { "BundleTokens": 10, "KeepAlive": "00:00:01" },
              "Access": { "Hosts": ["chat.example.org"] },
              "Limits": { "BodySizeBytesMax": 2048 },
              "Providers": { "local": { "Endpoint": "http://127.0.0.1:11434/v1" } },
              "Agents": [{ "Id": "one", "Provider": "local", "Model": "m" }] } }
            """
        );

        var settings = ServeCommand.Settings("--config", config, "--store", "files:/two");

        Assert.Equal("/two", settings.Store.Folder);
        Assert.Equal(Durability.ProcessOnlyLossyOnPowerCut, settings.Durability);
        Assert.Equal([null, System.Net.IPAddress.IPv6Loopback], settings.Addresses.Select(address => address.Address));
        Assert.Equal(10, settings.Options.Streaming.BundleTokens);
        Assert.Equal(TimeSpan.FromSeconds(1), settings.Options.KeepAlive);
        Assert.Equal(["chat.example.org"], settings.Options.Access.Hosts);
        Assert.Equal(2048, settings.Options.Limits.BodySizeBytesMax);
        Assert.Equal("one", Assert.Single(settings.Options.Agents.Agents).Id);
    }

    [Theory]
    [InlineData("""{ "Storage": { "SealAfter": "soon" } }""", "Roundtable:Storage:SealAfter is 'soon'; use a time")]
    [InlineData("""{ "Storage": { "SealAfter": "00:00:00" } }""", "Roundtable:Storage:SealAfter is '00:00:00'; use a time")]
    [InlineData(
        """{ "Streaming": { "BundleTokens": 3 } }""",
        "Roundtable:Streaming:BundleTokens 3 is out of range; use 4 to 1000."
    )]
    [InlineData(
        """{ "Streaming": { "ChunkTokens": 19 } }""",
        "Roundtable:Streaming:ChunkTokens 19 is out of range; use 20 to 10000."
    )]
    [InlineData("""{ "Streaming": { "FlushInterval": "1.00:00:00" } }""", "Roundtable:Streaming:FlushInterval")]
    [InlineData(
        """{ "Streaming": { "BundleTokens": "ten" } }""",
        "Failed to convert configuration value 'ten' at 'Roundtable:Streaming:BundleTokens'"
    )]
    [InlineData("""{ "Streaming": { "Bundles": 3 } }""", "Roundtable:Streaming:Bundles is not a setting")]
    [InlineData("""{ "Agents": [{ "Id": "a", "Colour": "red" }] }""", "Roundtable:Agents:0:Colour is not a setting")]
    [InlineData("""{ "Agents": [{ "Id": "A" }] }""", "Roundtable:Agents:0:Id 'A'")]
    [InlineData("""{ "Agents": { "a": { "Id": "a" } } }""", "Roundtable:Agents:a is not a setting")]
    [InlineData("""{ "Access": { "Hosts": ["http://x"] } }""", "Roundtable:Access:Hosts:0 'http://x' is not the name of a host")]
    [InlineData("""{ "Access": { "Origins": ["x"] } }""", "Roundtable:Access:Origins:0 'x' is not an origin")]
    [InlineData("""{ "Storage": { "Store": "oracle:x" } }""", "'oracle:x' is not a store")]
    [InlineData("""{ "Storage": { "Durability": "none" } }""", "Roundtable:Storage:Durability 'none' is not power or process")]
    [InlineData("""{ "Storage": { "Durability": "1" } }""", "Roundtable:Storage:Durability '1' is not power or process")]
    [InlineData(
        """{ "Storage": { "Durability": "ProcessOnlyLossyOnPowerCut" } }""",
        "Roundtable:Storage:Durability 'ProcessOnlyLossyOnPowerCut' is not power or process"
    )]
    [InlineData("""{ "Agents": "x" }""", "Roundtable:Agents holds settings, and is not one")]
    [InlineData("""{ "Agents": ["x"] }""", "Roundtable:Agents:0 holds settings, and is not one")]
    [InlineData("""{ "Providers": "x" }""", "Roundtable:Providers holds settings, and is not one")]
    [InlineData("""{ "Storage": true }""", "Roundtable:Storage holds settings, and is not one")]
    [InlineData("""{ "Access": { "Hosts": "x" } }""", "Roundtable:Access:Hosts holds settings, and is not one")]
    [InlineData("""{ "Urls": ["x"] }""", "Roundtable:Urls:0 is not a setting")]
    [InlineData("\"x\"", "Roundtable holds settings, and is not one")]
    [InlineData("{}, \"Roundtabel\": { \"Urls\": \"x\" }", "Roundtabel is not a setting")]
    [InlineData("{}, \"Urls\": \"x\"", "Urls is not a setting")]
    [InlineData("""{ "Shutdown": { "Drain": "01:00:00" } }""", "Roundtable:Shutdown:Drain 01:00:00 is out of range")]
    [InlineData("""{ "Limits": { "BodySizeBytesMax": 1 } }""", "Roundtable:Limits:BodySizeBytesMax 1 is out of range")]
    [InlineData("""{ "Limits": { "RequestsPerSecondMax": 0 } }""", "Roundtable:Limits:RequestsPerSecondMax 0 is out of range")]
    [InlineData("""{ "Limits": { "StreamsMax": 0 } }""", "Roundtable:Limits:StreamsMax 0 is out of range")]
    [InlineData("""{ "Urls": "http://0.0.0.0:80" }""", "'http://0.0.0.0:80' is not a loopback address, and without API keys")]
    [InlineData(
        """{ "Access": { "ApiKeys": true }, "Urls": "http://chat.example.org" }""",
        "'http://chat.example.org' names a host"
    )]
    [InlineData("{", "Cannot read")]
    public void A_wrong_setting_is_refused_by_its_key(string section, string expected)
    {
        var config = Write($$"""{ "Roundtable": {{section}} }""");

        var refused = Assert.Throws<CommandException>(() => ServeCommand.Settings("--config", config));

        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_list_replaces_an_earlier_one_as_a_whole()
    {
        var merged = new ConfigurationLayers([
            Layer(
                ("Agents:0:Id", "a"),
                ("Agents:0:Model", "m"),
                ("Agents:1:Id", "b"),
                ("Streaming:BundleTokens", "10"),
                ("Providers:p:Endpoint", "e")
            ),
            Layer(("Agents:0:Id", "c"), ("Streaming:ChunkTokens", "30")),
            Layer(),
        ]).Merge();

        Assert.Equal(
            ["Agents:0:Id=c", "Providers:p:Endpoint=e", "Streaming:BundleTokens=10", "Streaming:ChunkTokens=30"],
            merged
                .AsEnumerable(makePathsRelative: true)
                .Where(pair => pair.Value is not null)
                .Select(pair => $"{pair.Key}={pair.Value}")
                .Order(StringComparer.Ordinal)
        );
    }

    private static IConfigurationRoot Layer(params (string Key, string Value)[] pairs) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(pairs.ToDictionary(pair => "Roundtable:" + pair.Key, string? (pair) => pair.Value))
            .Build();

    private string Write(string json)
    {
        var path = Path.Combine(_sandbox.Root, "config.json");
        File.WriteAllText(path, json);
        return path;
    }
}
