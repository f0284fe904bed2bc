using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Roundtable.E2E;

/// <summary>What somebody does with the page, and sees on it, by the names that a screen reader would say.</summary>
internal sealed partial class ChatPage(IPage page)
{
    public ILocator Text => page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });

    public ILocator Messages => page.Locator(".messages > article");

    public ILocator Streaming => page.Locator(".messages > [data-kind=streaming]");

    public ILocator Ended(string kind = "complete") => page.Locator($".messages > .agent[data-kind={kind}]");

    public ILocator Conversations =>
        page.GetByRole(AriaRole.List, new() { Name = "Conversations, latest first" }).GetByRole(AriaRole.Listitem);

    /// <summary>The conversation that the address names; waits until there is one.</summary>
    public async Task<string> ConversationAsync()
    {
        await page.WaitForURLAsync(url => url.Contains("#/c/", StringComparison.Ordinal));
        return page.Url.Split('#')[1].Split('/')[2];
    }

    public async Task SayAsync(string content)
    {
        await Text.FillAsync(content);
        await Text.PressAsync("Escape");
        await Text.PressAsync("Enter");
    }

    /// <summary>Stops all that is being written.</summary>
    public Task StopAsync() => page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true }).ClickAsync();

    /// <summary>Waits until some text of the message that streams can be read.</summary>
    public Task ReadsAsync(int lengthMin = 40) =>
        page.WaitForFunctionAsync(
            "length => [...document.querySelectorAll('[data-kind=streaming] .prose')].some(it => it.textContent.length >= length)",
            lengthMin
        );

    /// <summary>The texts that the page holds for what it shows, by id.</summary>
    public async Task<Dictionary<string, string>> TextsAsync()
    {
        const string Script =
            "() => JSON.stringify(Object.fromEntries([...document.querySelectorAll('.messages > article')].map(it => [it.id, it.message.content])))";
        var texts = JsonSerializer.Deserialize<JsonElement>(await page.EvaluateAsync<string>(Script));
        return texts.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString() ?? "");
    }

    /// <summary>Every message stands there once, in order, with the text and the blocks that are stored.</summary>
    public async Task ShowsWhatIsStoredAsync(PageServer server)
    {
        const string Script = """
            () => JSON.stringify([...document.querySelectorAll('.messages > article')].map(it => ({
              id: it.id, content: it.message.content, html: it.message.html ?? [],
              blocks: it.querySelector('.prose').childElementCount, text: it.querySelector('.prose').textContent })))
            """;
        var stored = await server.MessagesAsync(await ConversationAsync());
        var shown = JsonSerializer.Deserialize<JsonElement>(await page.EvaluateAsync<string>(Script)).EnumerateArray().ToList();
        Assert.Equal(stored.Select(message => Of(message, "id")), shown.Select(message => Of(message, "id")));
        foreach (var (expected, actual) in stored.Zip(shown))
        {
            Assert.Equal(Of(expected, "content"), Of(actual, "content"));
            var blocks = expected.GetProperty("html").EnumerateArray().Select(block => block.GetString()!).ToList();
            Assert.Equal(blocks, actual.GetProperty("html").EnumerateArray().Select(block => block.GetString()!));
            Assert.Equal(blocks.Count, actual.GetProperty("blocks").GetInt32());
            Assert.Equal(WebUtility.HtmlDecode(Tag().Replace(string.Concat(blocks), "")), Of(actual, "text"));
        }
    }

    private static string Of(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();
}
