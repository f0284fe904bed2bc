using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>The words of titles and messages are found over HTTP.</summary>
public sealed class SearchTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_title_and_a_message_are_found_with_their_conversation()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        var rome = await server.CreateAsync("""{ "title": "Rome" }""");
        await server.SayAsync(rome, "Two days in rôme: what first?", agents: "[]");
        await server.CreateAsync("""{ "title": "Paris" }""");

        var page = await server.GetAsync("/api/search?q=ROME");

        var (title, message) = (page.GetProperty("items")[0], page.GetProperty("items")[1]);
        Assert.Equal("Rome", title.GetProperty("snippet").GetString());
        Assert.False(title.TryGetProperty("messageId", out _));
        Assert.Equal("us01-co01-ms01", message.GetProperty("messageId").GetString());
        Assert.Equal("Two days in rôme: what first?", message.GetProperty("snippet").GetString());
        var expected = await server.GetAsync(rome + "?messages=false");
        Assert.Equal(expected.GetRawText(), message.GetProperty("conversation").GetRawText());
        Assert.Equal(2, page.GetProperty("items").GetArrayLength());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, page.GetProperty("nextCursor").ValueKind);
    }

    [Fact]
    public async Task Pages_go_on_with_their_cursor_however_the_words_are_written()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        for (var i = 0; i < 3; i++)
            await server.CreateAsync($$"""{ "title": "Café {{i}}" }""");

        var (found, path) = (new List<string>(), "/api/search?q=café&limit=1");
        for (var cursor = ""; cursor is not null; path = $"/api/search?q=CAFE&limit=2&cursor={cursor}")
        {
            var page = await server.GetAsync(path);
            found.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("snippet").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }

        Assert.Equal(["Café 2", "Café 1", "Café 0"], found);
    }

    [Fact]
    public async Task The_list_can_be_narrowed_to_the_conversations_with_the_words()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        var first = await server.CreateAsync("""{ "title": "Rome" }""");
        await server.SayAsync(first, "rome, rome", agents: "[]");
        var second = await server.CreateAsync();
        await server.SayAsync(second, "Rome?", agents: "[]");
        await server.CreateAsync();

        var list = await server.GetAsync("/api/conversations?q=rome");
        var archived = await server.GetAsync("/api/conversations?q=rome&archived=true");

        Assert.Equal(
            ["us01-co02", "us01-co01"],
            list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString())
        );
        Assert.Equal(
            (await server.GetAsync("/api/conversations")).GetProperty("eventCursor").GetString(),
            list.GetProperty("eventCursor").GetString()
        );
        Assert.Empty(archived.GetProperty("items").EnumerateArray());
    }
}
