using System.Net;
using System.Text.Json;
using Roundtable.Tests.Edge;

namespace Roundtable.Tests.Acceptance;

/// <summary>Holds one tree as one conversation over HTTP, a turn at a time, and keeps which message became which.</summary>
internal sealed class TreeWriter(TreeMessage tree)
{
    private readonly Queue<(TreeMessage Question, string? ReplyTo)> _next = new([(tree, null)]);
    private readonly Dictionary<TreeMessage, string> _ids = new(ReferenceEqualityComparer.Instance);

    public TreeMessage Tree => tree;

    /// <summary>The conversation's path, once the first turn was written.</summary>
    public string? Path { get; private set; }

    public bool IsDone => _next.Count == 0;

    public string IdOf(TreeMessage message) => _ids[message];

    /// <summary>Posts the next question, and waits until as many agents as there are answers have answered.</summary>
    public async Task WriteTurnAsync(RunningServer server)
    {
        Path ??= await server.CreateAsync();
        var (question, replyTo) = _next.Dequeue();
        var agents = question.Replies.Select((_, i) => $"agent{i + 1}").ToArray();
        var body = JsonSerializer.Serialize(
            replyTo is null
                ? new { content = question.Text, agents }
                : (object)
                    new
                    {
                        content = question.Text,
                        agents,
                        replyTo,
                    }
        );
        var turn = await server.PostAsync($"{Path}/messages", body, HttpStatusCode.Accepted);

        _ids[question] = turn.GetProperty("message").GetProperty("id").GetString()!;
        foreach (var (answer, reply) in question.Replies.Zip(turn.GetProperty("replies").EnumerateArray()))
        {
            var ended = await server.EndOfAsync(reply.GetProperty("stream").GetString()!);
            Assert.True(ended.GetProperty("finishReason").GetString() == "stop", ended.ToString());
            var id = _ids[answer] = reply.GetProperty("id").GetString()!;
            foreach (var next in answer.Replies)
                _next.Enqueue((next, id));
        }
    }
}
