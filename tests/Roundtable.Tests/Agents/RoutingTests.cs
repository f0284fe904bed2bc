using Roundtable.Agents;

namespace Roundtable.Tests.Agents;

public sealed class RoutingTests
{
    private static readonly AgentDirectory Agents = new(
        new AgentsOptions
        {
            Agents =
            [
                new() { Id = "sage", Name = "Sage" },
                new() { Id = "critic", Name = "The Critic" },
                new() { Id = "parrot", Name = "小明" },
                new() { Id = "sage-2", Name = "Sage Junior" },
            ],
        }
    );

    [Fact]
    public void The_list_decides_and_keeps_its_order_without_repetitions() =>
        Assert.Equal("critic:List sage:List", Decide("@parrot", listed: ["critic", "sage", "critic"], participants: ["sage-2"]));

    [Fact]
    public void An_empty_list_asks_nobody() => Assert.Equal("", Decide("@parrot", listed: [], participants: ["sage"]));

    [Theory]
    [InlineData("nobody")]
    [InlineData("SAGE")]
    [InlineData("")]
    public void A_list_with_an_unknown_agent_is_refused(string id)
    {
        var refused = Assert.Throws<UnknownAgentException>(() => Decide("", listed: ["sage", id]));
        Assert.Equal(id, refused.AgentId);
    }

    [Theory]
    [InlineData("@critic, what do you think? And you, @sage?", "critic sage")]
    [InlineData("@SAGE @Sage @sage", "sage")]
    [InlineData("(@sage)", "sage")]
    [InlineData("Ask @sage.", "sage")]
    [InlineData("Ask @sage. Please.", "sage")]
    [InlineData("**@sage**: go", "sage")]
    [InlineData("@the critic!", "critic")]
    [InlineData("@Sage Junior", "sage-2")]
    [InlineData("@sage-2", "sage-2")]
    [InlineData("@sage - look", "sage")]
    [InlineData("你好@sage请回答", "sage")]
    [InlineData("＠sage", "sage")]
    [InlineData("@小明你好", "parrot")]
    [InlineData("@sage's view", "sage")]
    [InlineData("a lone ` and @sage", "sage")]
    [InlineData("a lone `\n\n@sage and another `", "sage")]
    [InlineData("`code` @sage `more code`", "sage")]
    [InlineData("``a ` b`` @sage", "sage")]
    [InlineData("```\ncode\n```\n@sage", "sage")]
    public void Mentions_decide_in_their_order(string content, string expected) =>
        Assert.Equal(
            string.Join(' ', expected.Split(' ').Select(id => id + ":Mention")),
            Decide(content, participants: ["parrot"])
        );

    [Theory]
    [InlineData("me@sage.example")]
    [InlineData("me@sage")]
    [InlineData("m+e+@sage")]
    [InlineData("@sage.example.org")]
    [InlineData("@sage@example.org")]
    [InlineData("https://example.org/@sage")]
    [InlineData("@sages")]
    [InlineData("@sage_")]
    [InlineData("@sage2")]
    [InlineData("@sage-3")]
    [InlineData("@sagé")]
    [InlineData("@ sage")]
    [InlineData("@")]
    [InlineData("sage")]
    [InlineData("`@sage`")]
    [InlineData("`` ` @sage ``")]
    [InlineData("a `code\n@sage` b")]
    [InlineData("```\n@sage\n```")]
    [InlineData("```text\n@sage")]
    [InlineData("~~~\n@sage\n```\n@sage\n~~~")]
    public void What_is_no_mention_leaves_it_to_the_participants(string content) =>
        Assert.Equal("parrot:Participant critic:Participant", Decide(content, participants: ["parrot", "critic"]));

    [Fact]
    public void A_participant_who_is_no_longer_configured_is_passed_over() =>
        Assert.Equal("critic:Participant", Decide("Hello", participants: ["gone", "critic", "critic"]));

    [Theory]
    [InlineData()]
    [InlineData("gone")]
    public void When_nobody_is_there_the_default_answers(params string[] participants) =>
        Assert.Equal("sage:Default", Decide("Hello", participants: participants));

    [Fact]
    public void A_text_of_nothing_but_backticks_and_at_signs_takes_no_longer_than_its_length()
    {
        var runs = string.Concat(Enumerable.Range(1, 1_000).Select(length => new string('`', length) + "@"));
        Assert.Equal("sage:Default", Decide(runs, participants: []));
    }

    private static string Decide(
        string content,
        IReadOnlyList<string>? listed = null,
        IReadOnlyList<string>? participants = null
    ) =>
        string.Join(
            ' ',
            Routing.Decide(Agents, content, listed, participants ?? []).Select(route => $"{route.Agent.Id}:{route.RoutedBy}")
        );
}
