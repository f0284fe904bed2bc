using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>People write, several agents answer at once, and what is shown is what is stored.</summary>
public sealed class ConversationPageTests(SharedBrowser browser) : IAsyncLifetime
{
    // Its own: what is first in the list must not depend on what other tests say meanwhile.
    private PageServer _server = null!;
    private Visit _visit = null!;

    private IPage Page => _visit.Page;

    public async ValueTask InitializeAsync()
    {
        _server = await PageServer.StartAsync(usualPace: 40);
        _visit = await Visit.StartAsync(browser, _server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _visit.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_question_begins_a_conversation_and_several_agents_answer_at_once()
    {
        await _visit.Chat.SayAsync("Two days in Rome: what first? @sage @critic");
        await Assertions.Expect(_visit.Chat.Streaming).ToHaveCountAsync(2);
        await _visit.Chat.ReadsAsync();
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(2);

        await _visit.Chat.ShowsWhatIsStoredAsync(_server);
        await Assertions
            .Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "Two days in Rome: what first?" }))
            .ToBeVisibleAsync();
        await Assertions.Expect(_visit.Chat.Conversations.First).ToContainTextAsync("Two days in Rome: what first?");
    }

    [Fact]
    public async Task A_reload_in_mid_answer_goes_on_where_it_was()
    {
        await _visit.Chat.SayAsync("Tell me slowly @slow");
        await _visit.Chat.ReadsAsync();
        await Page.ReloadAsync();
        await _visit.Chat.ReadsAsync(120);
        await _visit.Chat.StopAsync();

        await Assertions.Expect(_visit.Chat.Ended("cancelled")).ToHaveCountAsync(1);
        await Assertions.Expect(_visit.Chat.Ended("cancelled")).ToContainTextAsync("Stopped");
        await _visit.Chat.ShowsWhatIsStoredAsync(_server);
    }
}
