using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>The network goes and comes back, and the page never pretends.</summary>
public sealed class OfflineTests(SharedBrowser browser, SharedServer shared) : IAsyncLifetime
{
    private Visit _visit = null!;

    public async ValueTask InitializeAsync() => _visit = await Visit.StartAsync(browser, shared.Server.Url);

    public ValueTask DisposeAsync() => _visit.DisposeAsync();

    [Fact]
    public async Task Offline_in_mid_answer_is_said_and_afterwards_nothing_is_missing_or_doubled()
    {
        await _visit.Chat.SayAsync("Tell me @sage");
        await _visit.Chat.ReadsAsync();
        _visit.IsServerAway = true;
        await _visit.Context.SetOfflineAsync(true);
        await Assertions.Expect(_visit.Page.Locator(".connection")).ToContainTextAsync("You are offline");
        await _visit.Chat.SayAsync("Said in a tunnel @parrot");
        await Assertions.Expect(_visit.Page.GetByText("Not sent yet")).ToBeVisibleAsync();
        await _visit.Context.SetOfflineAsync(false);
        await Assertions.Expect(_visit.Page.Locator(".connection")).ToBeHiddenAsync();
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(2);
        _visit.IsServerAway = false;

        await _visit.Chat.ShowsWhatIsStoredAsync(shared.Server);
        Assert.Equal(4, (await _visit.Chat.TextsAsync()).Count);
    }

    [Fact]
    public async Task A_draft_survives_a_reload_and_each_conversation_has_its_own()
    {
        var id = await shared.Server.CreateAsync("With a draft");
        await _visit.Chat.Text.FillAsync("Begun here");
        await _visit.Page.GotoAsync($"/#/c/{id}");
        await Assertions.Expect(_visit.Chat.Text).ToHaveValueAsync("");
        await _visit.Chat.Text.FillAsync("And there");
        await _visit.Page.ReloadAsync();
        await Assertions.Expect(_visit.Chat.Text).ToHaveValueAsync("And there");
        await _visit.Page.GotoAsync("/#/");
        await Assertions.Expect(_visit.Chat.Text).ToHaveValueAsync("Begun here");
    }
}
