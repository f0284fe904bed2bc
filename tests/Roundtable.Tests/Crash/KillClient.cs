using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Tests.Edge;

namespace Roundtable.Tests.Crash;

/// <summary>A person in a conversation of their own: asks again as soon as the quickest agent has answered, until the server dies.</summary>
internal sealed class KillClient(HttpClient client, ShownLedger ledger, int seed)
{
    private const int TurnsMax = 16;
    private const string Everybody = """{ "participants": ["quick", "brisk", "slow"] }""";
    private readonly Random _random = new(seed);
    private readonly List<Task> _readers = [];

    /// <summary>The conversation; null when the server died before it answered.</summary>
    public string? Conversation { get; private set; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async Task RunAsync()
    {
        try
        {
            using var created = await client.PostAsync("/api/conversations", RunningServer.Json(Everybody), Cancelled);
            var body = await created.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
            Conversation = body.GetProperty("id").GetString()!;
            for (var turn = 1; turn <= TurnsMax; turn++)
                await AskAsync($"Question {turn} of {seed} 🌿: how would you go about it?");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The server has died.
        }

        await Task.WhenAll(_readers);
    }

    private async Task AskAsync(string content)
    {
        var takesEvents = _random.Next(2) == 0;
        var request = new HttpRequestMessage(HttpMethod.Post, KillPaths.Messages(Conversation!))
        {
            Content = RunningServer.Json(JsonSerializer.Serialize(new { content })),
        };
        IReadOnlyList<string> replies;
        if (takesEvents)
        {
            request.Headers.Add("Accept", "text/event-stream");
            var events = await EventReader.OpenAsync(client, request);
            var begun = new TaskCompletionSource<IReadOnlyList<string>>();
            _readers.Add(TakeAsync(events, content, begun));
            replies = await begun.Task;
        }
        else
        {
            using var response = await client.SendAsync(request, Cancelled);
            var turn = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
            Assert.Equal(202, (int)response.StatusCode);
            ledger.Posted(turn.GetProperty("message").GetProperty("id").GetString()!, content);
            replies = [.. turn.GetProperty("replies").EnumerateArray().Select(reply => reply.GetProperty("id").GetString()!)];
        }

        if (replies.Count == 0)
            return;
        foreach (var reply in replies.Skip(1))
            _readers.Add(new KillReader(client, ledger).FollowAsync(reply, EventsPerConnection()));
        await new KillReader(client, ledger).FollowAsync(replies[0], EventsPerConnection());
    }

    private async Task TakeAsync(EventReader events, string content, TaskCompletionSource<IReadOnlyList<string>> begun)
    {
        await using (events)
            await new KillReader(client, ledger).TakeTurnAsync(events, content, begun);
    }

    private int EventsPerConnection() => _random.Next(2) == 0 ? int.MaxValue : 1 + _random.Next(6);
}
