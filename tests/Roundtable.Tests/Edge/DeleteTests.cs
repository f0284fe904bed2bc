using System.Net;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>A deleted conversation is gone from every read at once, and its models are stopped.</summary>
public abstract class DeleteTests<TSandbox> : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    private static readonly string[] Reads =
    [
        "",
        "?messages=false",
        "/messages",
        "/messages/us01-co01-ms01",
        "/messages/us01-co01-ms02",
        "/messages/us01-co01-ms02/stream",
    ];

    [Fact]
    public async Task No_read_finds_it_and_no_write_either()
    {
        await using var server = await RunningServer.StartAsync(Sandbox);
        var conversation = await server.CreateAsync("""{ "title": "Away" }""");
        await server.SayAsync(conversation, "Why?");
        await server.EndOfAsync($"{conversation}/messages/us01-co01-ms02/stream");

        Assert.Equal(HttpStatusCode.NoContent, await DeleteAsync(server, conversation));

        foreach (var read in Reads)
            Assert.Equal(HttpStatusCode.NotFound, await server.StatusOfAsync(conversation + read));
        await server.PostAsync($"{conversation}/messages", """{ "content": "" }""", HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, await DeleteAsync(server, conversation));
        Assert.Equal(0, (await server.GetAsync("/api/conversations")).GetProperty("items").GetArrayLength());
        Assert.Equal("/api/conversations/us01-co02", await server.CreateAsync());
    }

    [Fact]
    public async Task A_running_reply_stops_and_its_model_is_hung_up_on()
    {
        var said = new TaskCompletionSource();
        await using var models = await ModelServer.StartAsync(Script.Say("Half").ThenWaitFor(said.Task));
        await using var server = await RunningServer.StartAsync(Sandbox, models);
        var conversation = await server.CreateAsync();
        await server.SayAsync(conversation, "Why?");
        await using (var reader = await server.FollowAsync($"{conversation}/messages/us01-co01-ms02/stream?offset=0"))
            await reader.NextAsync();

        await DeleteAsync(server, conversation);

        while (models.Abandoned == 0)
            await Task.Yield();
        said.SetResult();
    }

    [Fact]
    public async Task Who_is_reading_it_meanwhile_gets_nothing_that_nobody_said()
    {
        var (isReading, path) = (false, "");
        RunningServer? over = null;
        await using var server = over = await RunningServer.StartOverAsync(
            Sandbox,
            (call, ask) =>
                call switch
                {
                    nameof(IConversationStore.ReadChunksAsync) when isReading => DeletedBeforeAsync(
                        (IAsyncEnumerable<ChunkReading>)ask()!
                    ),
                    nameof(IConversationStore.ReadWholeAsync) when isReading => new ValueTask<WholeMessage?>(
                        WholeOfDeletedAsync(ask)
                    ),
                    _ => ask(),
                }
        );
        foreach (var read in Reads.Where(read => read != "?messages=false"))
        {
            path = await server.CreateAsync();
            await server.SayAsync(path, "Why?", "[]");
            await server.SayAsync(path, "And?", "[]");
            isReading = true;
            using var response = await server.Client.GetAsync(
                path + read.Replace("us01-co01", path[^9..], StringComparison.Ordinal),
                Cancelled
            );
            var text = await response.Content.ReadAsStringAsync(Cancelled);
            Assert.DoesNotContain("0001-01-01", text, StringComparison.Ordinal);
            Assert.Equal(read.Contains("ms0", StringComparison.Ordinal), response.StatusCode == HttpStatusCode.NotFound);
        }

        async Task<WholeMessage?> WholeOfDeletedAsync(Func<object?> ask)
        {
            isReading = false;
            await DeleteAsync(over!, path);
            return await (ValueTask<WholeMessage?>)ask()!;
        }

        async IAsyncEnumerable<ChunkReading> DeletedBeforeAsync(IAsyncEnumerable<ChunkReading> readings)
        {
            isReading = false;
            await DeleteAsync(over!, path);
            await foreach (var reading in readings)
                yield return reading;
        }
    }

    private static async Task<HttpStatusCode> DeleteAsync(RunningServer server, string path)
    {
        using var response = await server.Client.DeleteAsync(path, Cancelled);
        return response.StatusCode;
    }
}
