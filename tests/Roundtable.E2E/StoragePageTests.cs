using System.Text.Json;
using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>The rule of three: several streams at once, watched in the page and counted on disk.</summary>
public sealed class StoragePageTests(SharedBrowser browser) : IAsyncLifetime
{
    private const int ChunkTokens = 60;

    /// <summary>Nothing is cut by time here, so that every bundle but a message's last is full.</summary>
    private const string NoHurry = """ "Streaming": { "FlushInterval": "00:01:00", "FirstFlushInterval": "00:01:00" } """;

    private PageServer _server = null!;
    private Visit _visit = null!;

    private IPage Page => _visit.Page;

    public async ValueTask InitializeAsync()
    {
        _server = await PageServer.StartAsync(NoHurry);
        _visit = await Visit.StartAsync(browser, _server.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _visit.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Several_streams_at_once_leave_exactly_three_bundles_in_every_full_chunk_file()
    {
        await _visit.Chat.SayAsync("How do I begin? @sage @critic @quick @parrot");
        await Assertions.Expect(_visit.Chat.Messages).ToHaveCountAsync(5);
        var sage = _visit.Chat.Messages.Filter(new() { Has = Page.GetByRole(AriaRole.Heading, new() { Name = "Sage" }) });
        await sage.GetByRole(AriaRole.Button, new() { Name = "How it is stored" }).ClickAsync();
        await Assertions.Expect(Page.Locator(".chunk:not(.closed) .bundle:not(.empty)").First).ToBeVisibleAsync();
        await Assertions.Expect(Page.Locator(".chunk.closed[data-seq='2']")).ToBeVisibleAsync();
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(4);
        await _visit.Chat.ShowsWhatIsStoredAsync(_server);

        // What the page shows, what is on disk, and the rule are the same.
        var onDisk = await ChunksAsync();
        Assert.Equal(4, onDisk.Keys.Count);
        foreach (var (message, chunks) in onDisk)
        {
            Assert.All(chunks[..^1], chunk => Assert.Equal([20, 20, 20], BundlesOf(chunk)));
            Assert.InRange(chunks[^1].GetProperty("tokenCount").GetInt32(), 1, ChunkTokens);
            Assert.Equal(chunks.Count - 1, chunks.Sum(chunk => chunk.GetProperty("tokenCount").GetInt32() - 1) / ChunkTokens);
            Assert.Equal(Enumerable.Range(1, chunks.Count), chunks.Select(chunk => chunk.GetProperty("seq").GetInt32()));
            Assert.StartsWith("us01-co01-ms", message, StringComparison.Ordinal);
        }

        var id = await sage.GetAttributeAsync("id");
        var last = onDisk[id!].Count;
        await Assertions.Expect(Page.Locator(".chunk.closed")).ToHaveCountAsync(last + 1);
        var shown = await Page.Locator(".chunk.closed")
            .EvaluateAllAsync<string[]>("all => all.slice(1, -1).map(it => it.dataset.bundles)");
        Assert.All(shown, count => Assert.Equal("3", count));
    }

    [Fact]
    public async Task The_stored_json_can_be_opened_and_the_panel_gives_the_focus_back()
    {
        await _visit.Chat.SayAsync("How do I begin? @parrot");
        await Assertions.Expect(_visit.Chat.Ended()).ToHaveCountAsync(1);
        var opener = _visit.Chat.Ended().GetByRole(AriaRole.Button, new() { Name = "How it is stored" });
        await opener.FocusAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "How it is stored" })).ToBeFocusedAsync();
        await Page.Locator(".chunk[data-seq='1'] summary").ClickAsync();

        await Assertions.Expect(Page.Locator(".chunk[data-seq='1'] .json")).ToContainTextAsync("\"checksum\"");
        var shown = JsonSerializer.Deserialize<JsonElement>(await Page.Locator(".chunk[data-seq='1'] .json").InnerTextAsync());
        var stored = (await ChunksAsync()).Values.Single()[0];
        Assert.Equal(stored.GetProperty("checksum").GetString(), shown.GetProperty("checksum").GetString());
        await Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(opener).ToBeFocusedAsync();
    }

    private static IEnumerable<int> BundlesOf(JsonElement chunk) =>
        chunk.GetProperty("bundles").EnumerateArray().Select(bundle => bundle.GetProperty("tokenCount").GetInt32());

    /// <summary>The chunks of agents' messages as they lie on the disk, by message and in order; without the openings.</summary>
    private async Task<Dictionary<string, List<JsonElement>>> ChunksAsync()
    {
        var folder = Path.Combine(_server.Data, "users/us01/data/conversations/messages");
        var chunks = new List<JsonElement>();
        foreach (var file in Directory.EnumerateFiles(folder, "*-ms*-*.json"))
            chunks.Add(
                JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))
            );
        return chunks
            .GroupBy(chunk => chunk.GetProperty("messageId").GetString()!)
            .ToDictionary(group => group.Key, group => group.OrderBy(chunk => chunk.GetProperty("seq").GetInt32()).ToList());
    }
}
