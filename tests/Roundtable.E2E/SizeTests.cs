using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>A phone, a wall, and every direction of writing.</summary>
public sealed class SizeTests(SharedBrowser browser, SharedServer shared) : IAsyncLifetime
{
    private const string Said =
        "Wo ist die Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikhauptverwaltung? https://example.org/a/very/long/address/that/does/not/end/anywhere/near";
    private Visit _visit = null!;

    private IPage Page => _visit.Page;

    public async ValueTask InitializeAsync() =>
        _visit = await Visit.StartAsync(
            browser,
            shared.Server.Url,
            options: new()
            {
                ViewportSize = new() { Width = 360, Height = 740 },
                HasTouch = true,
            }
        );

    public ValueTask DisposeAsync() => _visit.DisposeAsync();

    [Fact]
    public async Task On_a_phone_the_list_and_the_conversation_take_turns_and_nothing_is_cut_off()
    {
        var id = await shared.Server.CreateAsync("On a phone", "quick");
        await shared.Server.SayAsync(id, Said, "quick");
        await shared.Server.SayAsync(id, "أين المحطة؟ متى يغادر القطار الأول؟");
        await Page.GotoAsync("/");
        await Assertions.Expect(_visit.Chat.Text).ToBeHiddenAsync();
        await Inspection.AssertCleanAsync(Page, "phone, list");
        await Gallery.KeepAsync(Page, "phone-list");
        await _visit.Chat.Conversations.Filter(new() { HasText = "On a phone" }).GetByRole(AriaRole.Link).TapAsync();
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(1);
        await AssertFitsAsync();
        await Inspection.AssertCleanAsync(Page, "phone, conversation");
        await Gallery.KeepAsync(Page, "phone");
        await _visit.Chat.Ended().GetByRole(AriaRole.Button, new() { Name = "How it is stored" }).TapAsync();
        await Assertions.Expect(Page.Locator(".chunk.closed").First).ToBeVisibleAsync();
        await AssertFitsAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Close" }).TapAsync();

        Assert.Equal(
            "rtl",
            await Page.EvaluateAsync<string>(
                "() => getComputedStyle([...document.querySelectorAll('.prose > *')].at(-1)).direction"
            )
        );
        await Assertions.Expect(_visit.Chat.Messages.Last).ToContainTextAsync("المحطة");
        await Page.GetByRole(AriaRole.Link, new() { Name = "All conversations" }).TapAsync();
        await Assertions.Expect(_visit.Chat.Conversations.First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task On_a_wall_lines_stay_short_enough_to_be_read()
    {
        var id = await shared.Server.CreateAsync("On a wall", "quick");
        await shared.Server.SayAsync(id, Said, "quick");
        await Page.SetViewportSizeAsync(2560, 1300);
        await Page.GotoAsync($"/#/c/{id}");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(1);
        await AssertFitsAsync();
        var width = await Page.EvaluateAsync<double>("() => document.querySelector('.agent .prose').clientWidth");
        Assert.InRange(width, 500, 1000);
        await Inspection.AssertCleanAsync(Page, "wall");
    }

    private async Task AssertFitsAsync()
    {
        const string Overflow =
            "() => [document.documentElement, ...document.querySelectorAll('.scroller, .panel-body, .list-area')].filter(it => it.scrollWidth > it.clientWidth + 1).map(it => it.className)";
        Assert.Empty(await Page.EvaluateAsync<string[]>(Overflow));
        await Assertions.Expect(_visit.Chat.Text).ToBeInViewportAsync();
    }
}
