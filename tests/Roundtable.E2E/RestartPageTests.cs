using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>The server dies and comes back; the page says so, goes on by itself, and shows what is stored.</summary>
public sealed class RestartPageTests(SharedBrowser browser) : IAsyncLifetime
{
    private const double ReconstructionMsMax = 50;
    private PageServer _server = null!;
    private Visit _visit = null!;

    private IPage Page => _visit.Page;

    private ILocator Connection => Page.Locator(".connection");

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
    public async Task A_server_killed_in_mid_answer_is_back_with_everything_that_was_shown()
    {
        await _visit.Chat.SayAsync("Tell me slowly @slow");
        await _visit.Chat.ReadsAsync(120);
        _visit.IsServerAway = true;
        var shown = (await _visit.Chat.TextsAsync()).Values.Last();
        await _server.CrashAsync();
        await Assertions.Expect(Connection).ToContainTextAsync("No connection to the server");
        await _server.ServeAsync();
        await Assertions.Expect(_visit.Chat.Ended("interrupted")).ToHaveCountAsync(1);
        await Assertions.Expect(Connection).ToBeHiddenAsync();
        _visit.IsServerAway = false;

        await Assertions.Expect(_visit.Chat.Ended("interrupted")).ToContainTextAsync("Interrupted");
        Assert.StartsWith(shown, (await _visit.Chat.TextsAsync()).Values.Last(), StringComparison.Ordinal);
        await _visit.Chat.ShowsWhatIsStoredAsync(_server);

        // It goes on as if nothing had happened, also with the reply that was interrupted.
        await _visit.Chat.SayAsync("And now? @parrot");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(1);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Ask Slow again" }).ClickAsync();
        await _visit.Chat.ReadsAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Stop Slow" }).ClickAsync();
        await Assertions.Expect(_visit.Chat.Ended("cancelled")).ToHaveCountAsync(1);
        await Assertions.Expect(Page.GetByText("replaced by a newer answer")).ToBeVisibleAsync();
        await _visit.Chat.ShowsWhatIsStoredAsync(_server);
    }

    [Fact]
    public async Task A_server_killed_after_the_answer_puts_it_together_within_50_milliseconds()
    {
        for (var turn = 1; turn <= 5; turn++)
        {
            await _visit.Chat.SayAsync($"Question {turn} @quick");
            await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(turn);
        }

        _visit.IsServerAway = true;
        await _server.CrashAsync();
        await _server.ServeAsync();
        await Page.ReloadAsync();
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(5);
        _visit.IsServerAway = false;
        await _visit.Chat.ShowsWhatIsStoredAsync(_server);

        var reconstruction = (await _server.GetAsync("/api/operations")).GetProperty("reconstruction");
        Assert.InRange(reconstruction.GetProperty("count").GetInt32(), 5, int.MaxValue);
        var median = reconstruction.GetProperty("p50").GetDouble();
        TestContext.Current.SendDiagnosticMessage($"Messages are put together in {median} ms (median).");
        Assert.InRange(median, 0, ReconstructionMsMax);
    }

    [Fact]
    public async Task What_is_said_while_the_server_is_away_is_sent_once_also_after_a_reload()
    {
        await _visit.Chat.SayAsync("First @parrot");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(1);
        _visit.IsServerAway = true;
        await _server.CrashAsync();
        await _visit.Chat.SayAsync("Said to nobody @parrot");
        await Assertions.Expect(Page.GetByText("Not sent yet")).ToBeVisibleAsync();
        await _server.ServeAsync();
        await Page.ReloadAsync();
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(2);
        _visit.IsServerAway = false;

        await Assertions.Expect(Page.Locator(".unsent")).ToHaveCountAsync(0);
        await _visit.Chat.ShowsWhatIsStoredAsync(_server);
        Assert.Equal(4, (await _visit.Chat.TextsAsync()).Count);
    }
}
