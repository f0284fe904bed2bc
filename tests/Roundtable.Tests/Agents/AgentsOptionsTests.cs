using Roundtable.Agents;

namespace Roundtable.Tests.Agents;

public sealed class AgentsOptionsTests
{
    [Fact]
    public void Without_configuration_three_offline_agents_are_there()
    {
        var agents = new AgentDirectory(new AgentsOptions());

        Assert.Equal(["sage", "critic", "parrot"], agents.Agents.Select(agent => agent.Id));
        Assert.All(agents.Agents, agent => Assert.True(agent.IsDemo));
        Assert.Equal(agents.Agents.Select(agent => agent.Id), agents.Agents.Select(agent => agent.Model));
        Assert.Same(agents.Agents[0], agents.Default);
        Assert.Empty(Validate(new AgentsOptions()));
    }

    [Fact]
    public void Configured_agents_replace_the_offline_ones()
    {
        var agents = new AgentDirectory(new AgentsOptions { Agents = [new() { Id = "owl", Provider = "Demo" }] });

        var owl = Assert.Single(agents.Agents);
        Assert.Equal(("owl", "owl", "demo", "sage"), (owl.Id, owl.Name, owl.Provider, owl.Model));
        Assert.Same(owl, agents.Find("owl"));
        Assert.Null(agents.Find("sage"));
    }

    [Fact]
    public void Sound_options_have_no_fault() => Assert.Empty(Validate(Sound()));

    [Theory]
    [InlineData("", "Agents:1:Id")]
    [InlineData("Sage", "Agents:1:Id")]
    [InlineData("sage\n", "Agents:1:Id")]
    [InlineData("ab cd", "Agents:1:Id")]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456789", "Agents:1:Id")]
    [InlineData("owl", "Agents:1:Id")]
    public void An_id_that_is_no_id_or_taken_is_named(string id, string key) =>
        AssertFault(key, options => options.Agents[1].Id = id);

    [Fact]
    public void Every_fault_names_its_key()
    {
        AssertFault("Agents:0:Name", options => options.Agents[0].Name = "two\nlines");
        AssertFault("Agents:0:Provider", options => options.Agents[0].Provider = "elsewhere");
        AssertFault("Agents:0:Model", options => options.Agents[0].Model = " ");
        AssertFault("Agents:1:Model", options => options.Agents[1].Model = "gpt");
        AssertFault("Agents:0:HistoryTokens", options => options.Agents[0].HistoryTokens = 99);
        AssertFault("Agents:0:ReplyTokensMax", options => options.Agents[0].ReplyTokensMax = 0);
        AssertFault("Agents:0:TokensPerSecond", options => options.Agents[0].TokensPerSecond = -1);
        AssertFault("Providers:local:Endpoint", options => options.Providers["local"].Endpoint = "localhost:11434");
        AssertFault("Providers:local:Endpoint", options => options.Providers["local"].Endpoint = "ftp://localhost/v1");
        AssertFault("Providers:local:Endpoint", options => options.Providers["local"].Endpoint = "http://me:pw@localhost/");
        AssertFault("Providers:local:FirstTokenTimeout", options => options.Providers["local"].FirstTokenTimeout = default);
        AssertFault("Providers:local:IdleTimeout", options => options.Providers["local"].IdleTimeout = TimeSpan.MaxValue);
        AssertFault("Providers:local:Attempts", options => options.Providers["local"].Attempts = 0);
        AssertFault("Providers:local:RetryDelay", options => options.Providers["local"].RetryDelay = default);
        AssertFault("Providers:DEMO", options => options.Providers["DEMO"] = options.Providers["local"]);
    }

    [Fact]
    public void A_variable_that_is_not_set_is_named() =>
        Assert.Contains("'MISSING_KEY'", AssertFault("Providers:keyed:ApiKeyVariable", Unset), StringComparison.Ordinal);

    [Theory]
    [InlineData("http://me:sk-secret@localhost/")]
    [InlineData("http://sk-secret@localhost/")]
    [InlineData("me:sk-secret@localhost")]
    [InlineData("https://models.example/v1?key=sk-secret")]
    public void What_an_endpoint_holds_beside_the_address_is_refused_and_not_printed(string endpoint) =>
        AssertFault("Providers:local:Endpoint", options => options.Providers["local"].Endpoint = endpoint);

    [Theory]
    [InlineData("sk-secret\n")]
    [InlineData("sk-secret\r\nX-Other: 1")]
    [InlineData("sk-secret-ü")]
    [InlineData("sk-secret\u007f")]
    public void A_key_that_no_header_can_carry_is_refused_by_its_variable(string value)
    {
        var fault = Assert.Single(new AgentsOptionsValidator(_ => value).Validate(Sound()));

        Assert.StartsWith("Roundtable:Providers:keyed:ApiKeyVariable names 'SET_KEY'", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", fault, StringComparison.Ordinal);
    }

    private static void Unset(AgentsOptions options) => options.Providers["keyed"].ApiKeyVariable = "MISSING_KEY";

    private static string AssertFault(string key, Action<AgentsOptions> change)
    {
        var options = Sound();
        change(options);
        var fault = Assert.Single(Validate(options));
        Assert.StartsWith($"Roundtable:{key} ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-secret", fault, StringComparison.Ordinal);
        return fault;
    }

    private static IReadOnlyList<string> Validate(AgentsOptions options) =>
        new AgentsOptionsValidator(variable => variable == "SET_KEY" ? "sk-secret" : null).Validate(options);

    private static AgentsOptions Sound() =>
        new()
        {
            Agents =
            [
                new()
                {
                    Id = "owl",
                    Provider = "Local",
                    Model = "llama",
                },
                new() { Id = "sage" },
            ],
            Providers =
            {
                ["local"] = new() { Endpoint = "http://127.0.0.1:11434/v1" },
                ["keyed"] = new() { Endpoint = "https://models.example/v1", ApiKeyVariable = "SET_KEY" },
            },
        };
}
