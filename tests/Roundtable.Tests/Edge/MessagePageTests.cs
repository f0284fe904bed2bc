using System.Text.Json;
using Roundtable.Cursors;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>The messages of a conversation, in pages.</summary>
public abstract class MessagePageTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private const int Count = 11;

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task Pages_lead_to_the_end_and_back(string order)
    {
        await using var server = await StartAsync();
        var expected = order == "asc" ? Enumerable.Range(1, Count).ToList() : [.. Enumerable.Range(1, Count).Reverse()];
        var page = await server.GetAsync($"{Messages}?limit=4&order={order}");
        Assert.Equal(JsonValueKind.Null, page.GetProperty("previousCursor").ValueKind);

        var forth = new List<int>(NumbersOf(page));
        while (page.GetProperty("nextCursor").GetString() is { } next)
            forth.AddRange(NumbersOf(page = await server.GetAsync($"{Messages}?limit=4&order={order}&cursor={next}")));
        var back = new List<int>(NumbersOf(page));
        while (page.GetProperty("previousCursor").GetString() is { } previous)
            back.InsertRange(0, NumbersOf(page = await server.GetAsync($"{Messages}?limit=4&order={order}&cursor={previous}")));

        Assert.Equal(expected, forth);
        Assert.Equal(expected, back);
    }

    [Fact]
    public async Task Pages_backwards_find_what_came_meanwhile()
    {
        await using var server = await StartAsync();
        var newest = await server.GetAsync($"{Messages}?limit=3&order=desc");
        var older = await server.GetAsync($"{Messages}?limit=3&order=desc&cursor={newest.GetProperty("nextCursor").GetString()}");
        await server.SayAsync("/api/conversations/us01-co01", "12", agents: "[]");

        var again = await server.GetAsync(
            $"{Messages}?limit=200&order=desc&cursor={older.GetProperty("previousCursor").GetString()}"
        );

        Assert.Equal([12, 11, 10, 9], NumbersOf(again));
    }

    [Theory]
    [InlineData(6, 5, new[] { 4, 5, 6, 7, 8 })]
    [InlineData(6, 4, new[] { 5, 6, 7, 8 })]
    [InlineData(6, 1, new[] { 6 })]
    [InlineData(1, 5, new[] { 1, 2, 3 })]
    [InlineData(11, 5, new[] { 9, 10, 11 })]
    public async Task A_page_around_a_message_has_it_in_the_middle(int number, int limit, int[] expected)
    {
        await using var server = await StartAsync();

        var page = await server.GetAsync($"{Messages}?limit={limit}&around=us01-co01-ms{number:D2}");

        Assert.Equal(expected, NumbersOf(page));
        Assert.Equal(expected[0] == 1, page.GetProperty("previousCursor").GetString() is null);
        Assert.Equal(expected[^1] == Count, page.GetProperty("nextCursor").GetString() is null);
    }

    [Fact]
    public async Task An_empty_conversation_has_an_empty_page()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        await server.CreateAsync();

        var page = await server.GetAsync(Messages);

        Assert.Empty(NumbersOf(page));
        Assert.Equal(JsonValueKind.Null, page.GetProperty("nextCursor").ValueKind);
        Assert.Equal(JsonValueKind.Null, page.GetProperty("previousCursor").ValueKind);
        Assert.Equal(0, ConversationCursor.Parse(page.GetProperty("eventCursor").GetString()!).MessageCount);
    }

    [Fact]
    public async Task Without_a_limit_a_page_has_fifty()
    {
        await using var server = await StartAsync(count: 51);

        Assert.Equal(Enumerable.Range(1, 50), NumbersOf(await server.GetAsync(Messages)));
        Assert.Equal(51, NumbersOf(await server.GetAsync($"{Messages}?limit=200")).Count());
    }

    private static string Messages => "/api/conversations/us01-co01/messages";

    private static IEnumerable<int> NumbersOf(JsonElement page) =>
        page.GetProperty("items")
            .EnumerateArray()
            .Select(message =>
            {
                var id = MessageId.Parse(message.GetProperty("id").GetString()!);
                Assert.Equal($"{id.Number}", message.GetProperty("content").GetString());
                return id.Number;
            });

    private async Task<RunningServer> StartAsync(int count = Count)
    {
        var server = await RunningServer.StartAsync(Sandbox);
        var conversation = await server.CreateAsync();
        for (var number = 1; number <= count; number++)
            await server.SayAsync(conversation, $"{number}", agents: "[]");
        return server;
    }
}
