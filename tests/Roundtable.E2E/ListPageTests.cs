using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>The conversations at the left: live, endless, found, named, put away and deleted.</summary>
public sealed class ListPageTests(SharedBrowser browser) : IAsyncLifetime
{
    private PageServer _server = null!;
    private Visit _visit = null!;

    private IPage Page => _visit.Page;

    private ILocator Items => _visit.Chat.Conversations;

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
    public async Task What_changes_elsewhere_is_at_the_top_at_once_and_is_renamed_archived_and_deleted_here()
    {
        await Assertions.Expect(Page.GetByText("No conversations yet.")).ToBeVisibleAsync();
        await _server.CreateAsync("Older");
        var id = await _server.CreateAsync("Newer");
        await Assertions.Expect(Items).ToHaveCountAsync(2);
        await Assertions.Expect(Items.First).ToContainTextAsync("Newer");

        await MenuAsync("Newer", "Rename…");
        await Page.GetByRole(AriaRole.Textbox, new() { Name = "Title" }).FillAsync("Renamed");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Items.First).ToContainTextAsync("Renamed");
        Assert.Equal(
            "Renamed",
            (await _server.GetAsync($"/api/conversations/{id}?messages=false")).GetProperty("title").GetString()
        );

        await MenuAsync("Older", "Archive");
        await Assertions.Expect(Items).ToHaveCountAsync(1);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Archived", Exact = true }).ClickAsync();
        await Assertions.Expect(Items.First).ToContainTextAsync("Older");
        await MenuAsync("Older", "Move back to the list");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Archived", Exact = true }).ClickAsync();
        await Assertions.Expect(Items).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task A_deletion_can_be_undone_for_a_moment_and_is_sent_afterwards_or_when_the_page_is_left()
    {
        var id = await _server.CreateAsync("To be deleted");
        await Assertions.Expect(Items).ToHaveCountAsync(1);
        await MenuAsync("To be deleted", "Delete");
        await Assertions.Expect(Items).ToHaveCountAsync(0);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Assertions.Expect(Items).ToHaveCountAsync(1);
        Assert.Equal(
            "To be deleted",
            (await _server.GetAsync($"/api/conversations/{id}?messages=false")).GetProperty("title").GetString()
        );

        await MenuAsync("To be deleted", "Delete");
        await Page.RunAndWaitForRequestFinishedAsync(
            () => Page.Locator(".toast").GetByRole(AriaRole.Button, new() { Name = "Dismiss" }).Last.ClickAsync(),
            new() { Predicate = request => request.Method == "DELETE" }
        );
        Assert.Empty((await _server.GetAsync("/api/conversations")).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_list_has_no_end_and_words_find_messages_in_it()
    {
        for (var number = 1; number <= 90; number++)
            await _server.CreateAsync($"Number {number}");
        var id = await _server.CreateAsync("Botany");
        await _server.SayAsync(id, "The peduncle carries the flower.");
        for (var number = 1; number <= 60; number++)
            await _server.SayAsync(id, $"Filler {number}");

        await Page.ReloadAsync();
        await Assertions.Expect(Items.First).ToContainTextAsync("Botany");
        await Page.WaitForFunctionAsync(
            "count => { const area = document.querySelector('.list-area'); area.scrollTop = area.scrollHeight; return area.querySelectorAll('.list > li[data-id]').length === count }",
            91
        );
        await Assertions.Expect(Items.Last).ToContainTextAsync("Number 1");

        await Page.Keyboard.PressAsync("Control+k");
        await Page.Keyboard.TypeAsync("peduncle");
        var found = Page.GetByRole(AriaRole.List, new() { Name = "Found" }).GetByRole(AriaRole.Link);
        await Assertions.Expect(found).ToHaveCountAsync(1);
        await Assertions.Expect(found.Locator("mark")).ToHaveTextAsync("peduncle");
        await found.ClickAsync();
        await Assertions.Expect(Page.Locator($"[id='{id}-ms01']")).ToBeInViewportAsync();
        await Assertions.Expect(Page.Locator($"[id='{id}-ms01']")).ToBeFocusedAsync();
    }

    private async Task MenuAsync(string conversation, string item)
    {
        await Items.Filter(new() { HasText = conversation }).HoverAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = $"More for {conversation}" }).ClickAsync();
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = item }).ClickAsync();
    }
}
