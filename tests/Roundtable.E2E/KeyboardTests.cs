using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>Everything by keyboard alone.</summary>
public sealed class KeyboardTests(SharedBrowser browser) : IAsyncLifetime
{
    // Its own: what is first in the list must not depend on what other tests say meanwhile.
    private PageServer _server = null!;
    private Visit _visit = null!;

    private IKeyboard Keys => _visit.Page.Keyboard;

    public async ValueTask InitializeAsync()
    {
        _server = await PageServer.StartAsync();
        _visit = await Visit.StartAsync(browser, _server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _visit.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_without_a_mouse_asks_completes_a_name_stops_asks_again_renames_and_deletes()
    {
        await Assertions.Expect(_visit.Chat.Text).ToBeFocusedAsync();
        await Keys.TypeAsync("By keyboard ");
        await Keys.TypeAsync("@sl");
        await Assertions.Expect(_visit.Page.GetByRole(AriaRole.Option, new() { Name = "Slow" })).ToBeVisibleAsync();
        await Keys.PressAsync("Enter");
        await Assertions.Expect(_visit.Chat.Text).ToHaveValueAsync("By keyboard @slow ");
        await Keys.PressAsync("Enter");
        await _visit.Chat.ReadsAsync();
        await ReachAsync("Stop", "Tab");
        await Keys.PressAsync("Enter");
        await Assertions.Expect(_visit.Chat.Ended("cancelled")).ToHaveCountAsync(1);
        await Assertions.Expect(_visit.Chat.Text).ToBeFocusedAsync();
        await ReachAsync("Ask Slow again", "Shift+Tab");
        await Keys.PressAsync("Enter");
        await _visit.Chat.ReadsAsync();
        await ReachAsync("Stop Slow", "Tab");
        await Keys.PressAsync("Space");
        await Assertions.Expect(_visit.Chat.Ended("cancelled")).ToHaveCountAsync(2);

        await Keys.PressAsync("Control+k");
        await Keys.PressAsync("Tab");
        await Keys.PressAsync("F2");
        await Keys.TypeAsync("Named by keyboard");
        await Keys.PressAsync("Enter");
        await Assertions.Expect(_visit.Chat.Conversations.First).ToContainTextAsync("Named by keyboard");
        await Keys.PressAsync("Control+k");
        await Keys.PressAsync("Tab");
        await Keys.PressAsync("Tab");
        await Keys.PressAsync("Enter");
        await Keys.PressAsync("End");
        await Assertions.Expect(_visit.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" })).ToBeFocusedAsync();
        await Keys.PressAsync("Enter");
        await Assertions.Expect(_visit.Chat.Conversations.Filter(new() { HasText = "Named by keyboard" })).ToHaveCountAsync(0);
        await ReachAsync("Undo", "Shift+Tab");
        await Keys.PressAsync("Enter");
        await Assertions.Expect(_visit.Chat.Conversations.First).ToContainTextAsync("Named by keyboard");
    }

    /// <summary>Goes on with a key until the button with this name has the focus.</summary>
    private async Task ReachAsync(string name, string key)
    {
        for (var step = 0; step < 60; step++)
        {
            await Keys.PressAsync(key);
            if (await _visit.Page.EvaluateAsync<string>(NameOfFocus) == name)
                return;
        }

        Assert.Fail($"'{name}' cannot be reached with {key}.");
    }

    private const string NameOfFocus =
        "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim()";
}
