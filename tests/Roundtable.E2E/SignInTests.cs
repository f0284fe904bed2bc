using Microsoft.Playwright;
using Roundtable.Tests.Cli;

namespace Roundtable.E2E;

/// <summary>Where keys are asked for, the page asks for one, and keeps it nowhere that a script can read.</summary>
public sealed class SignInTests(SharedBrowser browser) : IAsyncLifetime
{
    private PageServer _server = null!;
    private Visit _visit = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await PageServer.StartAsync(""" "Access": { "ApiKeys": true } """);
        _visit = await Visit.StartAsync(browser, _server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _visit.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_signs_in_with_a_key_that_no_script_can_read_afterwards_and_out_again()
    {
        _visit.ExpectedStatuses.Add(401);
        var page = _visit.Page;
        var key = await KeyAsync();
        var field = page.GetByLabel("Your API key");
        await field.FillAsync("rt_us01_wrong");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This key is not good");
        await field.FillAsync(key);
        await page.Keyboard.PressAsync("Enter");
        await _visit.Chat.SayAsync("It is me @parrot");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(1);

        const string Readable =
            "() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage) + document.cookie + document.documentElement.outerHTML";
        Assert.DoesNotContain(key.Split('_')[2], await page.EvaluateAsync<string>(Readable), StringComparison.Ordinal);
        Assert.DoesNotContain("rt_session", await page.EvaluateAsync<string>("() => document.cookie"), StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "More for this conversation" }).ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(field).ToBeVisibleAsync();
        Assert.Equal(0, await page.EvaluateAsync<int>("() => localStorage.length"));
    }

    private async Task<string> KeyAsync()
    {
        await using var users = ServerProcess.Start(["users", "add", "Ada", "--store", $"files:{_server.Data}"]);
        Assert.Equal(0, await users.ExitCodeAsync());
        return users
            .Output.Split((char[])['\t', '\n', ' '], StringSplitOptions.RemoveEmptyEntries)
            .First(word => word.StartsWith("rt_", StringComparison.Ordinal));
    }
}
