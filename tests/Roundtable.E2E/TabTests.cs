using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>Several tabs of one browser, which opens six connections to a server at most.</summary>
public sealed class TabTests(SharedBrowser browser, SharedServer shared) : IAsyncLifetime
{
    private const int Tabs = 7;
    private Visit _visit = null!;

    private PageServer Server => shared.Server;

    public async ValueTask InitializeAsync() => _visit = await Visit.StartAsync(browser, Server.Url);

    public ValueTask DisposeAsync() => _visit.DisposeAsync();

    [Fact]
    public async Task Two_tabs_show_the_same_text_as_it_comes_and_either_may_write()
    {
        var id = await Server.CreateAsync("Two tabs");
        await _visit.Page.GotoAsync($"/#/c/{id}");
        var second = await _visit.OpenAsync($"/#/c/{id}");
        var other = new ChatPage(second);
        await _visit.Chat.SayAsync("Tell me @sage");
        await other.ReadsAsync();
        await Assertions.Expect(other.Ended()).ToHaveCountAsync(1);
        await other.SayAsync("Thank you @parrot");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(2);
        await Assertions.Expect(other.Ended()).ToHaveCountAsync(2);

        await _visit.Chat.ShowsWhatIsStoredAsync(Server);
        await other.ShowsWhatIsStoredAsync(Server);
    }

    [Fact]
    public async Task Seven_tabs_with_a_conversation_each_go_on_also_when_the_one_that_holds_the_streams_is_closed()
    {
        var chats = new List<ChatPage>();
        var pages = new List<IPage>();
        for (var tab = 0; tab < Tabs; tab++)
        {
            var id = await Server.CreateAsync($"Tab {tab}");
            // The first one is there already, and leads.
            pages.Add(tab == 0 ? _visit.Page : await _visit.OpenAsync($"/#/c/{id}"));
            if (tab == 0)
                await _visit.Page.GotoAsync($"/#/c/{id}");
            chats.Add(new ChatPage(pages[tab]));
            await Assertions.Expect(pages[tab].GetByText("Nothing has been said here yet.")).ToBeVisibleAsync();
        }

        foreach (var chat in chats)
            await chat.SayAsync("At your own pace @slow");
        foreach (var chat in chats)
            await chat.ReadsAsync();
        await pages[0].CloseAsync();
        foreach (var chat in chats[1..])
            await chat.ReadsAsync(200);
        foreach (var chat in chats[1..])
            await chat.StopAsync();

        foreach (var chat in chats[1..])
        {
            await Assertions.Expect(chat.Ended("cancelled")).ToHaveCountAsync(1);
            await chat.ShowsWhatIsStoredAsync(Server);
        }
    }
}
