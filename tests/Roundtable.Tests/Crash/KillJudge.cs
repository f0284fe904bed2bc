using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Tests.Edge;

namespace Roundtable.Tests.Crash;

/// <summary>Compares what a server has with what clients had been told before the one before it was killed.</summary>
internal sealed class KillJudge(HttpClient client, int agents = KillRun.Agents)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Replies that had an end nobody had been told.</summary>
    public int Interrupted { get; private set; }

    public async Task JudgeAsync(string conversation, ShownLedger ledger)
    {
        var found = await client.GetFromJsonAsync<JsonElement>(KillPaths.Conversation(conversation), Cancelled);
        var messages = found.GetProperty("messages").EnumerateArray().ToDictionary(message => Text(message, "id"));

        var ids = Enumerable.Range(1, messages.Count).Select(number => $"{conversation}-ms{number:D2}");
        Assert.Equal(ids, messages.Keys);
        Assert.Equal(messages.Count, found.GetProperty("messageCount").GetInt32());
        // A message of a person, and a reply of each agent, come into being together.
        Assert.Equal(0, messages.Count % (1 + agents));
        foreach (var message in messages.Values)
        {
            Assert.Equal("complete", Text(message, "status"));
            Assert.False(message.TryGetProperty("damaged", out _), Text(message, "id"));
        }

        foreach (var (id, content) in ledger.Posts.Where(post => IsOf(conversation, post.Key)))
            Assert.Equal(content, Text(messages[id], "content"));
        foreach (var shown in ledger.Messages.Where(message => IsOf(conversation, message.Id)))
            await JudgeAsync(messages[shown.Id], shown);
    }

    private static bool IsOf(string conversation, string message) =>
        message.StartsWith(conversation + "-", StringComparison.Ordinal);

    private static string Text(JsonElement message, string member) => message.GetProperty(member).GetString()!;

    private async Task JudgeAsync(JsonElement message, ShownMessage shown)
    {
        var (content, finish) = (Text(message, "content"), Text(message, "finishReason"));
        var text = shown.Text;
        Assert.True(content.StartsWith(text, StringComparison.Ordinal), $"{shown.Id}: '{text}' was shown, '{content}' is kept.");
        Assert.Equal(content.Length, message.GetProperty("length").GetInt32());
        if (shown.Finish is not null)
            Assert.Equal((text, shown.Finish), (content, finish));
        else
            Assert.Contains(finish, (string[])["interrupted", "stop", "error"]);
        Interrupted += finish == "interrupted" ? 1 : 0;
        if (shown.LastId is not null)
            await ResumeAsync(shown, text, content);
    }

    /// <summary>The last id gives exactly the rest.</summary>
    private async Task ResumeAsync(ShownMessage shown, string text, string content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, KillPaths.Stream(shown.Id));
        request.Headers.Add("Last-Event-ID", shown.LastId);
        if (shown.LastIsEnd)
        {
            using var nothing = await client.SendAsync(request, Cancelled);
            Assert.Equal(HttpStatusCode.NoContent, nothing.StatusCode);
            return;
        }

        await using var reader = await EventReader.OpenAsync(client, request);
        var rest = await reader.ReadAllAsync();
        foreach (var bundle in rest.SkipLast(1))
        {
            Assert.Equal(("bundle", text.Length), (bundle.Name, bundle.Number("offset")));
            text += bundle.Text("tokens");
        }

        Assert.Equal(("complete", content.Length), (rest[^1].Name, rest[^1].Number("length")));
        Assert.Equal(content, text);
    }
}
