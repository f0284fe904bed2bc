using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>How the page comes: soon, whole, and from here alone.</summary>
public sealed class StartTests(SharedBrowser browser, SharedServer shared) : IAsyncLifetime
{
    private Visit _visit = null!;

    public async ValueTask InitializeAsync() => _visit = await Visit.StartAsync(browser, shared.Server.Url);

    public ValueTask DisposeAsync() => _visit.DisposeAsync();

    [Fact]
    public async Task The_first_paint_is_reported_and_nothing_that_was_read_before_is_sent_again()
    {
        await Assertions.Expect(_visit.Chat.Text).ToBeFocusedAsync();
        const string Paint = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime";
        var first = await _visit.Page.EvaluateAsync<double>(Paint);
        await _visit.Page.ReloadAsync();
        await Assertions.Expect(_visit.Chat.Text).ToBeFocusedAsync();
        var again = await _visit.Page.EvaluateAsync<double>(Paint);
        TestContext.Current.SendDiagnosticMessage($"First paint after {first:F0} ms, and after {again:F0} ms when it is known.");

        // A file that is the same is answered without its content.
        const string Sent =
            "() => performance.getEntriesByType('resource').filter(it => /\\.(js|css)$/.test(it.name) && it.transferSize > 1500).map(it => it.name)";
        Assert.Empty(await _visit.Page.EvaluateAsync<string[]>(Sent));
        await _visit.Page.GotoAsync("/#/operations");
        await Assertions.Expect(_visit.Page.Locator("#first-paint")).ToContainTextAsync("First paint of this page");
    }

    [Fact]
    public async Task Text_is_revealed_in_a_flow_never_ahead_of_what_has_come_and_at_once_for_who_wants_no_motion()
    {
        await _visit.Chat.SayAsync("Tell me @sage");
        const string Hidden =
            "() => [...CSS.highlights.get('unrevealed')].reduce((sum, range) => sum + range.toString().length, 0)";
        await _visit.Page.WaitForFunctionAsync($"() => ({Hidden})() > 0");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(1);
        await _visit.Page.WaitForFunctionAsync("() => CSS.highlights.get('unrevealed').size === 0");
        await _visit.Chat.ShowsWhatIsStoredAsync(shared.Server);

        await _visit.Page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        await _visit.Page.EvaluateAsync(
            "() => { window.seen = 0; new MutationObserver(() => window.seen += CSS.highlights.get('unrevealed').size).observe(document.querySelector('.messages'), { subtree: true, childList: true, characterData: true }) }"
        );
        await _visit.Chat.SayAsync("Again @critic");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(2);
        Assert.Equal(0, await _visit.Page.EvaluateAsync<int>("() => window.seen"));
    }
}
