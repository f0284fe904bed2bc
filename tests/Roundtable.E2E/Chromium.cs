using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>A real browser with one page, which keeps what the page complains about.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser, IPage page) =>
        (_playwright, _browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    /// <summary>What scripts threw, and what was said to the console as an error.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<Chromium> StartAsync(params string[] more)
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-background-networking", "--disable-gpu", .. more],
            }
        );
        var chromium = new Chromium(playwright, browser, await browser.NewPageAsync());
        chromium.Page.SetDefaultTimeout(60_000);
        chromium.Page.PageError += (_, error) => chromium.Complain(error);
        chromium.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
                chromium.Complain(message.Text);
        };
        return chromium;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }

    private void Complain(string text)
    {
        lock (Complaints)
            Complaints.Add(text);
    }
}
