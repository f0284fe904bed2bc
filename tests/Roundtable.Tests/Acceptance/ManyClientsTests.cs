using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Acceptance;

/// <summary>Many real clients, each with connections of its own, speak in one conversation at the same moment.</summary>
public sealed class ManyClientsTests : IDisposable
{
    private const int Clients = 32;
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_32_clients_post_into_one_conversation_at_once_is_there_once_under_numbers_without_a_hole()
    {
        var rounds = RunLength.Rounds(shortForm: 300, longForm: 3_000);
        var posted = new List<(string Id, string Content)>();
        string path;
        await using (var server = await RunningServer.StartAsync(_sandbox))
        {
            path = await server.CreateAsync();
            var clients = Enumerable
                .Range(0, Clients)
                .Select(_ => new HttpClient { BaseAddress = server.Client.BaseAddress })
                .ToList();
            for (var round = 0; round < rounds; round++)
            {
                var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                var agents = round % 50 == 0 ? "[\"critic\"]" : "[]";
                var posts = clients.Select((client, i) => PostAsync(client, go.Task, path, $"{round}/{i}", agents)).ToList();
                go.SetResult();
                posted.AddRange(await Task.WhenAll(posts));
            }

            await EveryReplyEndsAsync(server, path);
            Check(await server.GetAsync(path), posted);
            clients.ForEach(client => client.Dispose());
        }

        await using var again = await RunningServer.StartAsync(_sandbox);
        Check(await again.GetAsync(path), posted);
    }

    private static async Task<(string Id, string Content)> PostAsync(
        HttpClient client,
        Task go,
        string path,
        string content,
        string agents
    )
    {
        await go;
        using var body = RunningServer.Json($$"""{ "content": "{{content}}", "agents": {{agents}} }""");
        while (true)
        {
            using var response = await client.PostAsync($"{path}/messages", body, Cancelled);
            // 64 replies may be open at once; whoever comes after them is told so, and comes again.
            if (response.StatusCode == HttpStatusCode.Conflict)
                continue;
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            var turn = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
            return (turn.GetProperty("message").GetProperty("id").GetString()!, content);
        }
    }

    private static async Task EveryReplyEndsAsync(RunningServer server, string path)
    {
        var conversation = await server.GetAsync(path);
        foreach (var message in conversation.GetProperty("messages").EnumerateArray())
        {
            if (message.GetProperty("status").GetString() == "streaming")
                await server.EndOfAsync($"{path}/messages/{message.GetProperty("id").GetString()}/stream");
        }
    }

    private static void Check(JsonElement conversation, List<(string Id, string Content)> posted)
    {
        var messages = conversation.GetProperty("messages").EnumerateArray().ToList();
        var numbers = messages.Select(message => MessageId.Parse(message.GetProperty("id").GetString()!).Number);
        Assert.Equal(Enumerable.Range(1, messages.Count), numbers);

        var said = messages
            .Where(message => message.GetProperty("role").GetString() == "user")
            .ToDictionary(
                message => message.GetProperty("id").GetString()!,
                message => message.GetProperty("content").GetString()!
            );
        Assert.Equal(posted.Count, said.Count);
        Assert.All(posted, post => Assert.Equal(post.Content, said[post.Id]));
        Assert.Equal(posted.Count, said.Values.Distinct().Count());
        Assert.All(messages, message => Assert.Equal("complete", message.GetProperty("status").GetString()));
    }
}
