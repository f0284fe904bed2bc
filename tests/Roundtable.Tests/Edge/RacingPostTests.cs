using System.Net;
using System.Text.Json;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Edge;

/// <summary>Many clients talk in one conversation at once.</summary>
public sealed class RacingPostTests : IDisposable
{
    private const int Clients = 32;
    private static readonly int Rounds = RunLength.Rounds(200, 1_000);
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Of_racing_posts_none_is_lost_none_is_doubled_and_ids_have_no_hole()
    {
        await using var server = await RunningServer.StartAsync(_sandbox);
        var messages = await server.CreateAsync() + "/messages";
        var rounds = Enumerable.Range(0, Rounds).Select(_ => new Gate(Clients)).ToArray();

        var said = await Task.WhenAll(
            Enumerable.Range(0, Clients).Select(client => TalkAsync(server, messages, (client, rounds)))
        );

        var expected = said.SelectMany(pairs => pairs).OrderBy(pair => pair.Number).ToList();
        Assert.Equal(Enumerable.Range(1, Clients * Rounds), expected.Select(pair => pair.Number));
        var stored = await server.GetAsync(messages[..^"/messages".Length]);
        Assert.Equal(
            expected,
            stored
                .GetProperty("messages")
                .EnumerateArray()
                .Select(message => (NumberOf(message), message.GetProperty("content").GetString()!))
        );
    }

    private static async Task<List<(int Number, string Text)>> TalkAsync(
        RunningServer server,
        string messages,
        (int Number, Gate[] Rounds) among
    )
    {
        var said = new List<(int, string)>();
        using var client = new HttpClient { BaseAddress = server.Client.BaseAddress };
        for (var round = 0; round < Rounds; round++)
        {
            var text = $"{among.Number}/{round}";
            await among.Rounds[round].PassAsync();
            using var response = await client.PostAsync(
                messages,
                RunningServer.Json($$"""{ "content": "{{text}}", "agents": [] }"""),
                TestContext.Current.CancellationToken
            );
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            var turn = JsonSerializer.Deserialize<JsonElement>(
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
            said.Add((NumberOf(turn.GetProperty("message")), text));
        }

        return said;
    }

    private static int NumberOf(JsonElement message) => MessageId.Parse(message.GetProperty("id").GetString()!).Number;

    /// <summary>Opens when everybody is there.</summary>
    private sealed class Gate(int count)
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _missing = count;

        public Task PassAsync()
        {
            if (Interlocked.Decrement(ref _missing) == 0)
                _open.SetResult();
            return _open.Task.WaitAsync(TestContext.Current.CancellationToken);
        }
    }
}
