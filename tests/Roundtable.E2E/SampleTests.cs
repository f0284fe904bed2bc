using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.E2E;

/// <summary>The samples do what they say, also when the server dies in mid-answer.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();
    private readonly int _port = SampleProcess.FreePort();

    private string Url => $"http://127.0.0.1:{_port}";

    private Dictionary<string, string> Environment => new() { ["ROUNDTABLE_URL"] = Url };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task The_walk_through_breaks_off_a_stream_resumes_it_and_leaves_nothing_behind()
    {
        await using var server = await ServerProcess.ServeOnAsync(_port, _sandbox.Data);
        await using var walk = SampleProcess.Start(SampleProcess.Folder, Environment, "bash", "curl.sh");

        Assert.True(await walk.ExitCodeAsync() == 0, walk.Output);
        Assert.Contains("Idempotent-Replayed: true", walk.Output, StringComparison.Ordinal);
        Assert.Contains("\"messageCount\":2", walk.Output, StringComparison.Ordinal);
        var bundles = walk
            .Output.Split('\n')
            .Where(line => line.StartsWith("data: {\"messageId\"", StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<JsonElement>(line["data: ".Length..]))
            .ToList();
        var text = "";
        foreach (var bundle in bundles)
        {
            Assert.Equal(text.Length, bundle.GetProperty("offset").GetInt32());
            text += bundle.GetProperty("tokens").GetString();
        }

        Assert.True(bundles.Count > 2);
        Assert.Contains($"\"length\":{text.Length},", walk.Output, StringComparison.Ordinal);
        using var client = await server.ConnectAsync();
        var list = await client.GetFromJsonAsync<JsonElement>("/api/conversations", Cancelled);
        Assert.Equal(0, list.GetProperty("items").GetArrayLength());
        server.Stop();
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    [Fact]
    public async Task The_terminal_goes_on_over_the_death_of_the_server()
    {
        await using var first = await ServerProcess.ServeOnAsync(_port, _sandbox.Data);
        await using var terminal = SampleProcess.Dotnet("Terminal", Environment, "Two", "days", "in", "Rome?");
        // A heading, which is its first line.
        await terminal.SaysAsync("sage:\n## ");
        first.Crash();
        Assert.NotEqual(0, await first.ExitCodeAsync());
        await using var second = await ServerProcess.ServeOnAsync(_port, _sandbox.Data);

        Assert.True(await terminal.ExitCodeAsync() == 0, terminal.Output);
        using var client = await second.ConnectAsync();
        var messages = await MessagesAsync(client, "us01-co01");
        Assert.Equal($"sage:\n{messages[1].GetProperty("content").GetString()}\n(interrupted)\n", terminal.Output);
        second.Stop();
        Assert.Equal(0, await second.ExitCodeAsync());
    }

    [Fact]
    public async Task The_page_shows_what_is_stored_over_a_death_of_the_server_and_a_reload()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = chromium.Page;
        await using var first = await ServeAsync();
        await page.GotoAsync(Url);
        await page.GetByPlaceholder("Say something").FillAsync("Two days in Rome: what first?");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("p.agent.streaming", new() { HasTextRegex = new Regex(@"\w{3}") }).WaitForAsync();
        first.Crash();
        Assert.NotEqual(0, await first.ExitCodeAsync());
        await using var second = await ServeAsync();
        await page.Locator("p.agent.complete").WaitForAsync();
        await AssertShownAsync(page, complete: 1);

        // Meanwhile the browser said that it could not reach the server; from here on nothing is wrong.
        chromium.Complaints.RemoveAll(complaint => complaint.StartsWith("Failed to load resource", StringComparison.Ordinal));
        await page.GetByPlaceholder("Say something").FillAsync("And then? @parrot");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("p.agent.complete").Nth(1).WaitForAsync();
        await AssertShownAsync(page, complete: 2);
        await page.ReloadAsync();
        await page.Locator("p.agent.complete").Nth(1).WaitForAsync();
        await AssertShownAsync(page, complete: 2);
        Assert.Empty(chromium.Complaints);
    }

    [Fact]
    public void The_page_has_at_most_40_lines() =>
        Assert.InRange(File.ReadAllLines(Path.Combine(SampleProcess.Folder, "Browser/wwwroot/index.html")).Length, 1, 40);

    private async Task<SampleProcess> ServeAsync()
    {
        var sample = SampleProcess.Dotnet("Browser", Environment, "--folder", _sandbox.Data, "--urls", Url);
        await sample.SaysAsync("Now listening on");
        return sample;
    }

    /// <summary>Every message stands there once, in order, with the text that is stored.</summary>
    private async Task AssertShownAsync(IPage page, int complete)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        var stored = await MessagesAsync(client, new Uri(page.Url).Fragment[1..]);
        Assert.Equal(2 * complete, stored.Count);
        Assert.Equal(
            stored.Select(message => message.GetProperty("content").GetString()),
            await page.Locator("p").AllTextContentsAsync()
        );
    }

    private static async Task<List<JsonElement>> MessagesAsync(HttpClient client, string conversation)
    {
        var found = await client.GetFromJsonAsync<JsonElement>($"/api/conversations/{conversation}", Cancelled);
        return [.. found.GetProperty("messages").EnumerateArray()];
    }
}
