using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.E2E;

/// <summary>Pages of other origins, in a real browser: those that are listed may call, all others neither read nor change.</summary>
public sealed class OriginTests : IDisposable
{
    private const string Listed = "chat.example.org";
    private const string Foreign = "evil.example";
    private readonly FolderSandbox _sandbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_foreign_page_neither_reads_nor_changes_anything_and_a_listed_one_does()
    {
        await using var pages = await ServePagesAsync();
        var port = new Uri(pages.Urls.Single()).Port;
        var config = Path.Combine(_sandbox.Root, "origins.json");
        var origins = $$"""{ "Roundtable": { "Access": { "Origins": ["http://{{Listed}}:{{port}}"] } } }""";
        await File.WriteAllTextAsync(config, origins, Cancelled);
        await using var server = await ServerProcess.ServeAsync(_sandbox.Data, "--config", config);
        using var client = await server.ConnectAsync();
        await client.PostAsJsonAsync("/api/conversations", new { title = "Secret" }, Cancelled);
        await using var chromium = await Chromium.StartAsync(
            // Newer browsers keep public pages off this machine by themselves; here it is the server that must.
            "--disable-features=LocalNetworkAccessChecks",
            $"--host-resolver-rules=MAP {Listed} 127.0.0.1, MAP {Foreign} 127.0.0.1"
        );

        await chromium.Page.GotoAsync($"http://{Foreign}:{port}/");
        var api = client.BaseAddress + "api";
        Assert.Equal("refused", await CallAsync(chromium.Page, api + "/conversations", "{}"));
        Assert.Equal("refused", await CallAsync(chromium.Page, api + "/conversations", "{ method: 'POST', body: '{}' }"));
        Assert.Equal("refused", await CallAsync(chromium.Page, api + "/conversations", Json));
        Assert.Equal("refused", await CallAsync(chromium.Page, api + "/conversations/us01-co01", "{ method: 'DELETE' }"));
        // The answer is hidden from the page here, the request is sent all the same.
        Assert.Equal("0", await CallAsync(chromium.Page, api + "/conversations", "{ method: 'POST', mode: 'no-cors' }"));
        Assert.Equal("closed", await chromium.Page.EvaluateAsync<string>(Listening, api + "/events"));
        // A name that leads here now, as after DNS rebinding: the page is of the same origin, and refused by its name.
        await chromium.Page.GotoAsync($"http://{Foreign}:{client.BaseAddress!.Port}/docs");
        Assert.Equal("403", await CallAsync(chromium.Page, "/api/conversations", "{}"));
        Assert.Equal("403", await CallAsync(chromium.Page, "/api/conversations", Json));
        Assert.Equal(1, await CountAsync(client));

        await chromium.Page.GotoAsync($"http://{Listed}:{port}/");
        Assert.Equal("200", await CallAsync(chromium.Page, api + "/conversations", "{}"));
        Assert.Equal("201", await CallAsync(chromium.Page, api + "/conversations", Json));
        Assert.Equal("open", await chromium.Page.EvaluateAsync<string>(Listening, api + "/events"));
        Assert.Equal(2, await CountAsync(client));
        server.Stop();
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    private const string Json = "{ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' }";

    private const string Listening = """
        url => new Promise(answer => {
          const events = new EventSource(url);
          events.onopen = () => { events.close(); answer("open"); };
          events.onerror = () => answer("closed");
        })
        """;

    private static async Task<WebApplication> ServePagesAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var pages = builder.Build();
        pages.MapGet("/", () => Results.Content("<p>A page", "text/html"));
        await pages.StartAsync(Cancelled);
        return pages;
    }

    private static Task<string> CallAsync(IPage page, string url, string request) =>
        page.EvaluateAsync<string>($"url => fetch(url, {request}).then(it => String(it.status), () => 'refused')", url);

    private static async Task<int> CountAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<JsonElement>("/api/conversations", Cancelled)).GetProperty("items").GetArrayLength();
}
