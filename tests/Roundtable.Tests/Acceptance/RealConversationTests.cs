using System.Text.Json;
using Roundtable.Agents;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Acceptance;

/// <summary>The whole path with real text: a model server that speaks the real protocol, the product between, files below.</summary>
public sealed class RealConversationTests(ITestOutputHelper output) : IDisposable
{
    private const int AtOnce = 8;
    private const int VoicesMax = 9;
    private const int HistoryTokens = 2_500;
    private const int TokensAroundMessageMax = 12;
    private readonly FolderSandbox _sandbox = new();
    private readonly Dictionary<string, int> _tokenCounts = [];

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_hundred_conversation_trees_come_back_to_the_byte_after_the_server_was_stopped_and_started()
    {
        var trees = ConversationTrees.Load(out var source);
        var script = new TreeScript(trees);
        await using var models = await ModelServer.StartAsync(script.Answer);
        var writers = trees.Select(tree => new TreeWriter(tree)).ToList();

        await using (var server = await StartAsync(models))
            await WriteAsync(server, writers, turnsMax: 2);
        Assert.Contains(writers, writer => !writer.IsDone);
        await using (var server = await StartAsync(models))
            await WriteAsync(server, writers, turnsMax: int.MaxValue);

        await using (var server = await StartAsync(models))
        {
            foreach (var writer in writers)
                Compare(writer, await server.GetAsync(writer.Path!));
        }

        var shown = models.Requests.Count(request => ShowsAnotherAgent(request, trees));
        Assert.True(shown > 100, $"Only {shown} requests showed one agent the words of another.");
        CheckContexts(models.Requests, writers);
        output.WriteLine(
            $"{trees.Count} trees, {trees.Sum(tree => tree.All().Count())} messages, {models.Requests.Count} answers, "
                + $"{shown} requests with another agent's words: {source}."
        );
    }

    private static async Task WriteAsync(RunningServer server, List<TreeWriter> writers, int turnsMax) =>
        await Parallel.ForEachAsync(
            writers,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (writer, _) =>
            {
                for (var turn = 0; turn < turnsMax && !writer.IsDone; turn++)
                    await writer.WriteTurnAsync(server);
            }
        );

    private void Compare(TreeWriter writer, JsonElement conversation)
    {
        var messages = conversation
            .GetProperty("messages")
            .EnumerateArray()
            .ToDictionary(message => message.GetProperty("id").GetString()!);
        Assert.Equal(writer.Tree.All().Count(), messages.Count);
        Compare(writer, writer.Tree, messages, replyTo: null);
    }

    private void Compare(TreeWriter writer, TreeMessage expected, Dictionary<string, JsonElement> messages, string? replyTo)
    {
        var message = messages[writer.IdOf(expected)];
        Assert.Equal(expected.Text, message.GetProperty("content").GetString());
        Assert.Equal("complete", message.GetProperty("status").GetString());
        _tokenCounts[expected.Text] = message.GetProperty("tokenCount").GetInt32();
        Assert.False(message.TryGetProperty("damaged", out _));
        Assert.Equal(replyTo, message.TryGetProperty("replyTo", out var parent) ? parent.GetString() : null);
        foreach (var reply in expected.Replies)
            Compare(writer, reply, messages, writer.IdOf(expected));
    }

    /// <summary>Whether the words of an agent other than the one asked stand in the request under that agent's name.</summary>
    private static bool ShowsAnotherAgent(ModelRequest request, IReadOnlyList<TreeMessage> trees)
    {
        var own = request.Model[TreeScript.ModelPrefix.Length..];
        return request
            .Messages.Where(message => message.Role == "user")
            .Any(message =>
                message.Content.StartsWith("Voice ", StringComparison.Ordinal)
                && !message.Content.StartsWith($"Voice {own}: ", StringComparison.Ordinal)
            );
    }

    /// <summary>
    /// Each context is the newest part of the conversation before the question, in its order and within the budget, and the
    /// next older message would not have fitted.
    /// </summary>
    private void CheckContexts(IReadOnlyList<ModelRequest> requests, List<TreeWriter> writers)
    {
        var linear = writers.ToDictionary(writer => writer, Linear);
        foreach (var request in requests)
        {
            var said = request.Messages.Where(message => message.Role != "system").ToList();
            var question = Words(said[^1]);
            var (writer, order) = linear.First(pair => pair.Value.Exists(message => message.Text == question));
            var at = order.FindIndex(message => message.Text == question);

            var shown = said.SkipLast(1).Select(Words).ToList();
            var before = order.Take(at).Select(message => message.Text).ToList();
            Assert.Equal(before.TakeLast(shown.Count), shown);
            // Beside its own tokens a message costs its speaker's name and what separates it from the next one.
            var tokens = said.Sum(message => _tokenCounts[Words(message)]);
            Assert.True(tokens <= HistoryTokens, $"{tokens} tokens in {writer.Path}");
            if (shown.Count == before.Count)
                continue;
            var next = before[before.Count - shown.Count - 1];
            var room = HistoryTokens - tokens - (TokensAroundMessageMax * (said.Count + 1));
            Assert.True(_tokenCounts[next] > room, $"A message of {_tokenCounts[next]} tokens would have fitted into {room}.");
        }
    }

    private static string Words(ModelRequestMessage message) =>
        message.Role == "assistant"
            ? message.Content
            : message.Content[(message.Content.IndexOf(": ", StringComparison.Ordinal) + 2)..];

    private static List<TreeMessage> Linear(TreeWriter writer) =>
        [.. writer.Tree.All().OrderBy(message => MessageId.Parse(writer.IdOf(message)).Number)];

    private Task<RunningServer> StartAsync(ModelServer models) =>
        RunningServer.StartAsync(
            _sandbox,
            configure: options =>
            {
                options.Agents.Agents.Clear();
                options.Agents.Providers["scripted"] = new ProviderOptions { Endpoint = models.Endpoint };
                for (var voice = 1; voice <= VoicesMax; voice++)
                {
                    options.Agents.Agents.Add(
                        new AgentOptions
                        {
                            Id = $"agent{voice}",
                            Name = $"Voice {voice}",
                            Provider = "scripted",
                            Model = $"{TreeScript.ModelPrefix}{voice}",
                            HistoryTokens = HistoryTokens,
                        }
                    );
                }
            }
        );
}
