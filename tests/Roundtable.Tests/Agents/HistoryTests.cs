using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Agents;

public sealed class HistoryTests : IDisposable
{
    private readonly FolderSandbox _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_agent_is_told_who_it_is_and_who_is_there()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Yes."));
        await using var table = await TableFixture.StartAsync(_folder.Data, models, "owl", "fox");

        await table.PlayAsync("Hello @owl");

        var briefing = models.Requests.Single().Messages[0];
        Assert.Equal("system", briefing.Role);
        Assert.Contains("You are Owl (@owl)", briefing.Content, StringComparison.Ordinal);
        Assert.Contains("with Ada, Fox (@fox).", briefing.Content, StringComparison.Ordinal);
        Assert.EndsWith("\n\nHoot.", briefing.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everybody_else_is_named_and_own_words_are_own_words()
    {
        await using var models = await ModelServer.StartAsync(request => Script.Say($"{request.Model} {request.Number}"));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);

        await table.PlayAsync("One", "owl");
        await table.PlayAsync("Two", "fox");
        await table.PlayAsync("Three", "owl");

        Assert.Equal(
            [
                new("user", "Ada", "Ada: One"),
                new("assistant", null, "owl 1"),
                new("user", "Ada", "Ada: Two"),
                new("user", "Fox", "Fox: fox 2"),
                new("user", "Ada", "Ada: Three"),
            ],
            models.Requests[2].Messages.Skip(1)
        );
    }

    [Fact]
    public async Task Replies_that_still_stream_and_silent_ones_are_left_out()
    {
        var gate = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(request =>
            request.Model switch
            {
                "fox" => Script.Say("Half").ThenWaitFor(gate.Task).Then(" and half."),
                "bee" => Script.Refuse(400),
                _ => Script.Say("Hoo."),
            }
        );
        await using var table = await TableFixture.StartAsync(_folder.Data, models);

        var streaming = await table.BeginAsync("One", "fox");
        await table.SeeAsync(streaming.Replies[0], "Half".Length);
        await table.PlayAsync("Two", "bee");
        await table.PlayAsync("Three", "owl");
        gate.SetResult();
        var ended = await table.EndOfAsync(streaming.Replies[0]);

        Assert.Equal("Half and half.", ended.Content);
        Assert.Equal(
            ["Ada: One", "Ada: Two", "Ada: Three"],
            models.Requests.Single(request => request.Model == "owl").Messages.Skip(1).Select(message => message.Content)
        );
    }

    [Fact]
    public async Task The_oldest_messages_give_way_and_none_is_shown_in_part()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Buzz."));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);

        for (var i = 0; i < 6; i++)
            await table.PlayAsync($"{i} " + string.Concat(Enumerable.Repeat("word ", 25)), "bee");

        var shown = models.Requests[^1].Messages.Skip(1).Select(message => message.Content).ToList();
        var tokens = shown.Sum(text => ModelStreamFixture.Counter.Count(text));
        Assert.InRange(tokens, 50, 100);
        Assert.StartsWith("Ada: 5", shown[^1], StringComparison.Ordinal);
        Assert.All(shown, text => Assert.True(text is "Buzz." || text.EndsWith("word ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_question_beyond_the_budget_keeps_its_beginning_and_says_so()
    {
        await using var models = await ModelServer.StartAsync(Script.Say("Buzz."));
        await using var table = await TableFixture.StartAsync(_folder.Data, models);

        await table.PlayAsync("Before", "bee");
        await table.PlayAsync("Begin " + string.Concat(Enumerable.Repeat("word ", 500)), "bee");

        var shown = models.Requests[^1].Messages;
        Assert.Equal(2, shown.Count);
        Assert.StartsWith("Ada: Begin word", shown[1].Content, StringComparison.Ordinal);
        Assert.EndsWith("[The rest of this message is too long to be shown.]", shown[1].Content, StringComparison.Ordinal);
        Assert.InRange(ModelStreamFixture.Counter.Count(shown[1].Content), 80, 100);
    }
}
