using System.Net;
using System.Text;
using System.Text.Json;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>The chunks of a message over HTTP: which there are, and each as it is stored, to the byte.</summary>
public abstract class ChunkTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    [Fact]
    public async Task Each_chunk_is_what_is_stored_to_the_byte_and_three_bundles_make_one()
    {
        var texts = new List<string>();
        await using (var server = await RunningServer.StartAsync(Sandbox))
        {
            var path = await server.CreateAsync();
            await server.SayAsync(path, "What is a lock? Ünïcödé 🍎", """["sage"]""");
            var reply = await server.EndOfAsync($"{path}/messages/us01-co01-ms02/stream");
            var chunks = await ItemsAsync(server, $"{path}/messages/us01-co01-ms02/chunks");

            Assert.Equal(Enumerable.Range(0, chunks.Count), chunks.Select(chunk => Number(chunk, "seq")));
            Assert.Equal(reply.GetProperty("chunkCount").GetInt32(), chunks.Count - 1);
            Assert.Equal(reply.GetProperty("length").GetInt32(), chunks.Sum(chunk => Number(chunk, "length")));
            Assert.Equal(reply.GetProperty("tokenCount").GetInt32(), chunks.Sum(chunk => Number(chunk, "tokenCount")));
            Assert.All(chunks.Where(chunk => Number(chunk, "tokenCount") == 60), chunk => Assert.Equal(3, Bundles(chunk)));
            Assert.Contains(chunks, chunk => Number(chunk, "tokenCount") == 60);
            for (var seq = 0; seq < chunks.Count; seq++)
                texts.Add(
                    await TextAsync(server, $"{path}/messages/us01-co01-ms02/chunks/{seq}", Number(chunks[seq], "sizeBytes"))
                );
            texts.Add(await TextAsync(server, $"{path}/messages/us01-co01-ms01/chunks/1", null));
            Assert.Equal(HttpStatusCode.NotFound, await server.StatusOfAsync($"{path}/messages/us01-co01-ms01/chunks/0"));
        }

        Assert.Equal(texts, Stored(texts.Count - 2));
    }

    [Fact]
    public async Task A_chunk_that_is_open_is_listed_without_a_size_and_has_no_stored_form_yet()
    {
        var mayEnd = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(_ =>
            Script.Say(string.Join(' ', Enumerable.Repeat("apple", 70))).ThenWaitFor(mayEnd.Task)
        );
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var path = await server.CreateAsync();
        await server.SayAsync(path, "Say it", """["sage"]""");
        var reply = $"{path}/messages/us01-co01-ms02";
        while ((await server.GetAsync(reply)).GetProperty("tokenCount").GetInt32() < 70)
            await Task.Yield();

        var chunks = await ItemsAsync(server, $"{reply}/chunks");
        Assert.Equal([0, 1, 2], chunks.Select(chunk => Number(chunk, "seq")));
        Assert.Equal(60, Number(chunks[1], "tokenCount"));
        Assert.Equal(10, Number(chunks[2], "tokenCount"));
        Assert.True(chunks[1].TryGetProperty("sizeBytes", out _));
        Assert.False(chunks[2].TryGetProperty("sizeBytes", out _));
        Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync($"{reply}/chunks/1"));
        Assert.Equal(HttpStatusCode.NotFound, await server.StatusOfAsync($"{reply}/chunks/2"));

        mayEnd.SetResult();
        await server.EndOfAsync($"{reply}/stream");
        Assert.True((await ItemsAsync(server, $"{reply}/chunks"))[2].TryGetProperty("sizeBytes", out _));
        Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync($"{reply}/chunks/2"));
    }

    [Fact]
    public async Task A_damaged_chunk_is_named_with_its_place_and_not_served()
    {
        await using (var server = await RunningServer.StartAsync(Sandbox))
        {
            var path = await server.CreateAsync();
            await server.SayAsync(path, "What is a lock?", """["sage"]""");
            await server.EndOfAsync($"{path}/messages/us01-co01-ms02/stream");
        }

        Sandbox.DamageChunk(MessageId.Parse("us01-co01-ms02"), 1);
        await using var again = await RunningServer.StartAsync(Sandbox);
        var chunks = await ItemsAsync(again, "/api/conversations/us01-co01/messages/us01-co01-ms02/chunks");

        Assert.Equal("checksum", chunks[1].GetProperty("damage").GetString());
        Assert.Equal((0, Number(chunks[2], "offset")), (Number(chunks[1], "offset"), Number(chunks[1], "length")));
        Assert.False(chunks[1].TryGetProperty("sizeBytes", out _));
        const string stored = "/api/conversations/us01-co01/messages/us01-co01-ms02/chunks/";
        Assert.Equal(HttpStatusCode.NotFound, await again.StatusOfAsync(stored + "1"));
        Assert.Equal(HttpStatusCode.OK, await again.StatusOfAsync(stored + "2"));
    }

    [Theory]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("99")]
    [InlineData("99999999999")]
    public async Task A_number_has_one_form_and_others_name_nothing(string seq)
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var path = await server.CreateAsync();
        await server.SayAsync(path, "Hello", "[]");
        Assert.Equal(HttpStatusCode.OK, await server.StatusOfAsync($"{path}/messages/us01-co01-ms01/chunks/1"));
        Assert.Equal(HttpStatusCode.NotFound, await server.StatusOfAsync($"{path}/messages/us01-co01-ms01/chunks/{seq}"));
    }

    /// <summary>What a store that was stopped has: the chunks of the reply from its opening on, and the question.</summary>
    private protected abstract IReadOnlyList<string> Stored(int last);

    private static async Task<List<JsonElement>> ItemsAsync(RunningServer server, string path) =>
        [.. (await server.GetAsync(path)).GetProperty("items").EnumerateArray()];

    private static async Task<string> TextAsync(RunningServer server, string path, int? sizeBytes)
    {
        using var response = await server.Client.GetAsync(path, Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        var bytes = await response.Content.ReadAsByteArrayAsync(Cancelled);
        Assert.Equal(sizeBytes ?? bytes.Length, bytes.Length);
        return Encoding.UTF8.GetString(bytes);
    }

    private static int Bundles(JsonElement chunk) => chunk.GetProperty("bundles").GetArrayLength();

    private static int Number(JsonElement chunk, string member) => chunk.GetProperty(member).GetInt32();
}
