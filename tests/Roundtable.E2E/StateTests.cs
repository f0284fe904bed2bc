using Microsoft.Playwright;
using Roundtable.Tests.Doubles;

namespace Roundtable.E2E;

/// <summary>Every main state of the page: axe finds nothing in light and in dark, and its picture is in the documents.</summary>
public sealed class StateTests(SharedBrowser browser) : IAsyncLifetime
{
    private ModelServer _models = null!;
    private PageServer _server = null!;
    private Visit _visit = null!;

    private IPage Page => _visit.Page;

    public async ValueTask InitializeAsync()
    {
        _models = await ModelServer.StartAsync(request => Script.Refuse(401));
        _server = await PageServer.StartAsync(
            $$""" "Providers": { "scripted": { "Endpoint": "{{_models.Endpoint}}" } } """,
            """{ "Id": "broken", "Name": "Broken", "Provider": "scripted", "Model": "m" }""",
            usualPace: 40
        );
        _visit = await Visit.StartAsync(
            browser,
            _server.Url,
            options: new()
            {
                ViewportSize = new() { Width = 1040, Height = 560 },
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _visit.DisposeAsync();
        await _server.DisposeAsync();
        await _models.DisposeAsync();
    }

    [Fact]
    public async Task Every_main_state_is_clean_and_has_its_picture()
    {
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "What is on your mind?" })).ToBeVisibleAsync();
        await ShowAsync("home");
        foreach (
            var title in (string[])
                ["A poem about lighthouses", "رحلة إلى روما", "道具の使い方", "Release notes for 2.4", "Naming things"]
        )
            await _server.SayAsync(await _server.CreateAsync(title, "sage"), $"Let us talk about it: {title}.");

        await _visit.Chat.SayAsync("Two days in Rome: what first? @sage @critic @parrot");
        await Assertions.Expect(_visit.Chat.Streaming).ToHaveCountAsync(2);
        await _visit.Chat.ReadsAsync(300);
        await ShowAsync("streaming");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(3);

        await _visit.Chat.SayAsync("And with children? @sage");
        await Assertions.Expect(_visit.Chat.Streaming).ToHaveCountAsync(1);
        await OpenStorageAsync();
        await Assertions.Expect(Page.Locator(".chunk.closed[data-seq='2']")).ToBeVisibleAsync();
        await ShowAsync("storage");
        await Page.Keyboard.PressAsync("Escape");
        // Stopping stops everybody who writes: nobody else may, however fast the machine is.
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(4);
        await _visit.Chat.SayAsync("And at my own pace? @slow");
        await _visit.Chat.ReadsAsync(150);
        await _visit.Chat.StopAsync();
        await _visit.Chat.SayAsync("What do you think? @broken");
        await Assertions.Expect(_visit.Chat.Ended("failed")).ToHaveCountAsync(1);
        await Assertions.Expect(_visit.Chat.Ended("cancelled")).ToHaveCountAsync(1);
        await ShowAsync("ends");

        await ShowOverlaysAsync();
        await ShowOthersAsync();
    }

    private async Task ShowOverlaysAsync()
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = "More for this conversation" }).ClickAsync();
        await Inspection.AssertCleanAsync(Page, "menu");
        await Page.GetByRole(AriaRole.Menuitem, new() { Name = "Rename…" }).ClickAsync();
        await Inspection.AssertCleanAsync(Page, "rename");
        await Page.Keyboard.PressAsync("Escape");
        await Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Who takes part") }).ClickAsync();
        await Inspection.AssertCleanAsync(Page, "participants");
        await Page.Keyboard.PressAsync("Escape");
        await _visit.Chat.Text.PressSequentiallyAsync("@");
        await Assertions.Expect(Page.GetByRole(AriaRole.Option).First).ToBeVisibleAsync();
        await ShowAsync("mention");
        await Page.Keyboard.PressAsync("Escape");
        await _visit.Chat.Text.FillAsync("");
    }

    private async Task ShowOthersAsync()
    {
        await Page.Keyboard.PressAsync("Control+k");
        await Page.Keyboard.TypeAsync("rom");
        await Assertions
            .Expect(Page.GetByRole(AriaRole.List, new() { Name = "Found" }).GetByRole(AriaRole.Link).First)
            .ToBeVisibleAsync();
        await ShowAsync("search");
        await Page.Keyboard.PressAsync("Escape");
        _visit.IsServerAway = true;
        await _visit.Context.SetOfflineAsync(true);
        await Assertions.Expect(Page.Locator(".connection")).ToContainTextAsync("You are offline");
        await Inspection.AssertCleanAsync(Page, "offline");
        await _visit.Context.SetOfflineAsync(false);
        await Assertions.Expect(Page.Locator(".connection")).ToBeHiddenAsync();
        _visit.IsServerAway = false;
        await Page.GotoAsync("/#/operations");
        await Assertions.Expect(Page.Locator(".plot-line[points*=' ']").First).ToBeAttachedAsync();
        await _server.SayAsync("us01-co01", "Something to plot", "quick", "sage");
        await Assertions.Expect(Page.Locator(".plot-line[points*=' '] >> nth=1")).ToBeAttachedAsync();
        await ShowAsync("operations");
        _visit.ExpectedStatuses.Add(404);
        await Page.GotoAsync("/#/c/us01-co999");
        await Assertions.Expect(Page.GetByText("This conversation is not here.")).ToBeVisibleAsync();
        await Inspection.AssertCleanAsync(Page, "not here");
    }

    private async Task ShowAsync(string name)
    {
        await Gallery.KeepAsync(Page, name);
        await Inspection.AssertCleanAsync(Page, name);
    }

    private async Task OpenStorageAsync() =>
        await _visit.Chat.Streaming.First.GetByRole(AriaRole.Button, new() { Name = "How it is stored" }).ClickAsync();
}
