using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>
/// Somebody with a browser profile of their own, in one or more tabs. What the page complains about, a request that fails and one
/// that goes elsewhere is kept, and <see cref="DisposeAsync"/> fails the test for it: hold the visit in a field of the test class.
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    private const int Patience = 30_000;
    private readonly string _url;
    private readonly List<string> _complaints = [];
    private volatile bool _isServerAway;

    private Visit(string url, IBrowserContext context) => (_url, Context) = (url, context);

    public IBrowserContext Context { get; }

    public IPage Page { get; private set; } = null!;

    public ChatPage Chat => new(Page);

    /// <summary>While the server is away on purpose, failing requests are no complaints.</summary>
    public bool IsServerAway
    {
        get => _isServerAway;
        set => _isServerAway = value;
    }

    /// <summary>Statuses of refusals that the test causes on purpose.</summary>
    public HashSet<int> ExpectedStatuses { get; } = [];

    public static async Task<Visit> StartAsync(
        SharedBrowser browser,
        string url,
        string path = "/#/",
        BrowserNewContextOptions? options = null
    )
    {
        options ??= new BrowserNewContextOptions();
        options.BaseURL = url;
        options.Locale ??= "en-GB";
        var visit = new Visit(url, await browser.Browser.NewContextAsync(options));
        visit.Context.SetDefaultTimeout(Patience);
        visit.Page = await visit.OpenAsync(path);
        return visit;
    }

    /// <summary>Another tab of the same browser.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        var page = await Context.NewPageAsync();
        page.PageError += (_, error) => Complain($"thrown: {error}");
        page.Dialog += (_, dialog) => Complain($"dialog: {dialog.Message}");
        page.Console += (_, message) => Hear(message);
        page.Request += (_, request) => CheckPlace(request);
        page.RequestFailed += (_, request) => CheckFailure(request);
        page.Response += (_, response) => CheckStatus(response);
        await page.GotoAsync(path);
        return page;
    }

    public void AssertCalm()
    {
        lock (_complaints)
            Assert.DoesNotContain(_complaints, text => !IsExpected(text));
    }

    private bool IsExpected(string complaint) =>
        ExpectedStatuses.Any(status => complaint.StartsWith($"refused: {status} ", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        AssertCalm();
    }

    private void Hear(IConsoleMessage message)
    {
        // Said beside each refusal and each failed request, which are judged by themselves.
        if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            Complain($"console: {message.Text}");
    }

    private void CheckPlace(IRequest request)
    {
        if (
            !request.Url.StartsWith(_url + "/", StringComparison.Ordinal)
            && !request.Url.StartsWith("data:", StringComparison.Ordinal)
        )
            Complain($"elsewhere: {request.Url}");
    }

    private void CheckFailure(IRequest request)
    {
        // A page that is left, or follows something else, ends its own requests.
        if (!_isServerAway && request.Failure != "net::ERR_ABORTED")
            Complain($"failed: {request.Method} {request.Url} {request.Failure}");
    }

    private void CheckStatus(IResponse response)
    {
        if (!_isServerAway && response.Status >= 400)
            Complain($"refused: {response.Status} {response.Request.Method} {response.Url}");
    }

    private void Complain(string text)
    {
        lock (_complaints)
            _complaints.Add(text);
    }
}
