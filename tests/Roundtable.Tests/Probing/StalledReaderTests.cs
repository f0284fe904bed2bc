using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Probing;

/// <summary>Readers that take nothing: what is said costs no memory for them, others have all of it, and they may go on later.</summary>
public sealed class StalledReaderTests : IDisposable
{
    private const int Window = 4 * 1024;
    private const int Lines = 40_000;
    private readonly FolderSandbox _sandbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Readers_that_take_nothing_delay_nobody_and_cost_no_memory()
    {
        var begin = new TaskCompletionSource();
        var text = string.Concat(Enumerable.Range(0, Lines).Select(i => $"{new string('=', 64)}{i % 10}"));
        await using var models = await ModelServer.StartAsync(request =>
            request.Number == 1
                ? Script.Say().ThenWaitFor(begin.Task).Then(text.Chunk(650).Select(piece => new string(piece)))
                : Script.Say("Hello.")
        );
        await using var server = await ServerProcess.ServeAsync(_sandbox.Data, "--config", await ConfigureAsync(models));
        using var client = await server.ConnectAsync();
        var port = client.BaseAddress!.Port;
        var (conversation, stream) = await BeginAsync(client);
        var stalled = new List<RawStream>();
        try
        {
            for (var i = RunLength.Rounds(300, 1_000); i > 0; i--)
            {
                var target = (i % 4) switch
                {
                    0 => $"{conversation}/events",
                    1 => $"/api/events?conversation={conversation.Split('/')[^1]}",
                    _ => $"{stream}?offset=0",
                };
                stalled.Add((await RawStream.TryOpenAsync(port, target, lastId: null, Window, Cancelled))!);
            }

            var before = MemoryOf(server);
            begin.SetResult();
            var sent = await ReadAsync(port, stream, text);
            // They have what fits into the kernel's buffers, and the healthy one has all of it: so nobody waits for them.
            var (_, other) = await BeginAsync(client);
            await ReadAsync(port, other, "Hello.");
            var grown = MemoryOf(server) - before;
            TestContext.Current.TestOutputHelper?.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{stalled.Count} readers took nothing of {sent:N0} characters; the process grew by {grown / 1024:N0} KiB"
                )
            );
            Assert.InRange(grown, long.MinValue, (long)stalled.Count * sent / 4);

            foreach (var late in stalled.Where((_, i) => (stalled.Count - i) % 4 > 1).Take(3))
                await AssertAsync(late, text);
        }
        finally
        {
            stalled.ForEach(late => late.Dispose());
        }
    }

    private async Task<string> ConfigureAsync(ModelServer models)
    {
        var config = Path.Combine(_sandbox.Root, "stalled.json");
        var settings = new
        {
            Roundtable = new
            {
                Providers = new { scripted = new { models.Endpoint } },
                Agents = new[]
                {
                    new
                    {
                        Id = "sage",
                        Provider = "scripted",
                        Model = "sage-1",
                        ReplyTokensMax = 100_000,
                    },
                },
            },
        };
        await File.WriteAllTextAsync(config, JsonSerializer.Serialize(settings), Cancelled);
        return config;
    }

    /// <summary>A conversation with a reply in it.</summary>
    private static async Task<(string Conversation, string Stream)> BeginAsync(HttpClient client)
    {
        using var created = await client.PostAsync("/api/conversations", RunningServer.Json("{}"), Cancelled);
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("id").GetString();
        var conversation = $"/api/conversations/{id}";
        using var said = await client.PostAsync(
            $"{conversation}/messages",
            RunningServer.Json("""{"content":"Speak"}"""),
            Cancelled
        );
        var turn = await said.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        return (conversation, turn.GetProperty("replies")[0].GetProperty("stream").GetString()!);
    }

    /// <summary>A healthy reader.</summary>
    private static async Task<int> ReadAsync(int port, string stream, string text)
    {
        using var healthy = await RawStream.TryOpenAsync(port, stream + "?offset=0", lastId: null, window: null, Cancelled);
        return await AssertAsync(healthy!, text);
    }

    private static async Task<int> AssertAsync(RawStream stream, string text)
    {
        var reader = new MessageReader();
        await foreach (var received in stream.ReadAsync(int.MaxValue, Cancelled))
            reader.Take(received);
        Assert.True(reader.IsEnded);
        Assert.True(reader.Text.Equals(text), $"Of {text.Length} other {reader.Text.Length} came.");
        return reader.Text.Length;
    }

    /// <summary>What of it is in memory, in bytes.</summary>
    private static long MemoryOf(ServerProcess server)
    {
        const string Name = "VmRSS:";
        var line = File.ReadLines($"/proc/{server.Id}/status").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return 1024 * long.Parse(line[Name.Length..^"kB".Length], CultureInfo.InvariantCulture);
    }
}
