using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Roundtable.Edge.Problems;
using Roundtable.Tests.Edge;

namespace Roundtable.Tests.Probing;

/// <summary>One of many clients: sends one request of any route, judges the answer, and tells the ledger what it was promised.</summary>
internal sealed class MixedClient(HttpClient client, MixedLedger ledger, string key, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Each route of the contract, and one request of it.</summary>
    public static IReadOnlyDictionary<string, Func<MixedClient, Task>> Routes { get; } =
        new Dictionary<string, Func<MixedClient, Task>>
        {
            ["GET /healthz/live"] = caller => caller.GetAsync("/healthz/live"),
            ["GET /healthz/ready"] = caller => caller.GetAsync("/healthz/ready"),
            ["GET /api/agents"] = caller => caller.GetAsync("/api/agents"),
            ["GET /api/operations"] = caller => caller.GetAsync("/api/operations"),
            ["GET /api/search"] = caller => caller.GetAsync("/api/search?q=apple&limit=5"),
            ["GET /api/events"] = caller => caller.ListenAsync("/api/events"),
            ["POST /api/session"] = caller => caller.SendAsync(HttpMethod.Post, "/api/session", new { key = caller.Key }),
            ["DELETE /api/session"] = caller => caller.SendAsync(HttpMethod.Delete, "/api/session"),
            ["GET /api/conversations"] = caller => caller.PageAsync(),
            ["POST /api/conversations"] = caller => caller.CreateAsync(),
            ["GET /api/conversations/{conversationId}"] = caller => caller.ReadAsync("", "?messages=false"),
            ["PATCH /api/conversations/{conversationId}"] = caller => caller.RenameAsync(),
            ["DELETE /api/conversations/{conversationId}"] = caller => caller.DeleteAsync(),
            ["GET /api/conversations/{conversationId}/events"] = caller => caller.ListenAsync(null),
            ["GET /api/conversations/{conversationId}/messages"] = caller => caller.ReadAsync("/messages?limit=7&order=desc"),
            ["POST /api/conversations/{conversationId}/messages"] = caller => caller.SayAsync(),
            ["GET /api/conversations/{conversationId}/messages/{messageId}"] = caller => caller.ReadReplyAsync(),
            ["GET /api/conversations/{conversationId}/messages/{messageId}/chunks"] = caller => caller.ListChunksAsync(),
            ["GET /api/conversations/{conversationId}/messages/{messageId}/chunks/{seq}"] = caller => caller.ReadOpeningAsync(),
            ["GET /api/conversations/{conversationId}/messages/{messageId}/stream"] = caller => caller.FollowAsync(),
            ["POST /api/conversations/{conversationId}/messages/{messageId}/cancel"] = caller => caller.CancelAsync(),
            ["POST /api/conversations/{conversationId}/messages/{messageId}/regenerate"] = caller => caller.RegenerateAsync(),
        };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string Key { get; } = key;

    private Task<JsonElement?> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    private async Task PageAsync()
    {
        var page = await SendAsync(HttpMethod.Get, "/api/conversations?limit=10");
        if (page!.Value.GetProperty("nextCursor").GetString() is { } next)
            await GetAsync($"/api/conversations?limit=10&cursor={Uri.EscapeDataString(next)}");
    }

    public async Task CreateAsync()
    {
        var created = await SendAsync(HttpMethod.Post, "/api/conversations", new { title = "One of many" });
        ledger.Created("/api/conversations/" + created!.Value.GetProperty("id").GetString());
    }

    private Task<JsonElement?> ReadAsync(params string[] resources)
    {
        var conversation = ledger.AnyConversation(_random);
        return SendAsync(HttpMethod.Get, conversation + resources[_random.Next(resources.Length)], null, conversation);
    }

    private async Task RenameAsync()
    {
        var conversation = ledger.AnyConversation(_random);
        await SendAsync(
            HttpMethod.Patch,
            conversation,
            new { title = $"Number {_random.Next(100)}", archived = false },
            conversation,
            ifMatch: _random.Next(2) == 0 ? "\"1.0\"" : null
        );
    }

    /// <summary>Rare, or nothing would be left to speak in.</summary>
    private async Task DeleteAsync()
    {
        if (_random.Next(8) > 0)
        {
            await SayAsync();
            return;
        }

        var conversation = ledger.AnyConversation(_random);
        ledger.DeletionBegins(conversation);
        await SendAsync(HttpMethod.Delete, conversation, null, conversation);
        ledger.Deleted(conversation);
    }

    private async Task SayAsync()
    {
        var conversation = ledger.AnyConversation(_random);
        var content = string.Create(CultureInfo.InvariantCulture, $"An apple 🍎 and {_random.Next()} more");
        var agents = _random.Next(2) == 0 ? (string[])["sage", "critic"] : [];
        var turn = await SendAsync(HttpMethod.Post, $"{conversation}/messages", new { content, agents }, conversation);
        if (turn is not { } begun)
            return;
        ledger.Said(conversation, begun.GetProperty("message").GetProperty("id").GetString()!, content);
        Begin(conversation, begun);
    }

    private void Begin(string conversation, JsonElement turn)
    {
        foreach (var reply in turn.GetProperty("replies").EnumerateArray())
            ledger.Begun(conversation, reply.GetProperty("id").GetString()!);
    }

    private Task<(string Conversation, JsonElement? Answer)> ReadReplyAsync() => WithReplyAsync(HttpMethod.Get, "");

    private Task<(string Conversation, JsonElement? Answer)> ListChunksAsync() => WithReplyAsync(HttpMethod.Get, "/chunks");

    private Task<(string Conversation, JsonElement? Answer)> ReadOpeningAsync() => WithReplyAsync(HttpMethod.Get, "/chunks/0");

    private Task<(string Conversation, JsonElement? Answer)> CancelAsync() =>
        _random.Next(4) == 0 ? WithReplyAsync(HttpMethod.Post, "/cancel") : ReadReplyAsync();

    private async Task RegenerateAsync()
    {
        if (await WithReplyAsync(HttpMethod.Post, "/regenerate") is (var conversation, { } turn))
            Begin(conversation, turn);
    }

    private async Task<(string Conversation, JsonElement? Answer)> WithReplyAsync(HttpMethod method, string resource)
    {
        if (ledger.AnyReply(_random) is not var (conversation, reply))
            return ("", null);
        return (conversation, await SendAsync(method, $"{conversation}/messages/{reply}{resource}", null, conversation));
    }

    /// <summary>Reads a reply to its end.</summary>
    private async Task FollowAsync()
    {
        if (ledger.AnyReply(_random) is not var (conversation, reply))
            return;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{conversation}/messages/{reply}/stream");
        if (await AskAsync(request, conversation) is not { } response)
            return;
        await using var events = await EventReader.OfAsync(response);
        var reader = new MessageReader();
        await foreach (var received in events.ReadAsync(Cancelled))
            reader.Take(received);
        Assert.True(reader.IsEnded || ledger.MayBeGone(conversation), "A stream ended without an end.");
        if (reader.IsEnded)
            ledger.Followed(reply, reader.Text.ToString());
    }

    /// <summary>Hears that a stream is alive, and leaves.</summary>
    private async Task ListenAsync(string? path)
    {
        var conversation = path is null ? ledger.AnyConversation(_random) : null;
        using var request = new HttpRequestMessage(HttpMethod.Get, path ?? $"{conversation}/events");
        if (await AskAsync(request, conversation) is not { } response)
            return;
        await using var events = await EventReader.OfAsync(response);
        await events.WaitForCommentsAsync(1);
    }

    /// <summary>Null: it was refused, as it may be.</summary>
    private async Task<JsonElement?> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        string? conversation = null,
        string? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = RunningServer.Json(JsonSerializer.Serialize(body));
        if (ifMatch is not null)
            request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        using var response = await AskAsync(request, conversation);
        var text = response is null ? "" : await response.Content.ReadAsStringAsync(Cancelled);
        return text.Length == 0 ? null : JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>The answer, if it is a success. A refusal must be one that the contract names for this, and is null.</summary>
    private async Task<HttpResponseMessage?> AskAsync(HttpRequestMessage request, string? conversation)
    {
        var wasGone = conversation is not null && ledger.IsGone(conversation);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        var status = (int)response.StatusCode;
        ledger.Answered(status);
        var asked = $"{request.Method} {request.RequestUri}: {status}";
        if (response.IsSuccessStatusCode)
        {
            Assert.False(wasGone, $"Of what was deleted: {asked}");
            return response;
        }

        var text = await response.Content.ReadAsStringAsync(Cancelled);
        response.Dispose();
        var type = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("type").GetString();
        Assert.Contains(Problem.All, known => known.Type == type && known.Status == status);
        var isNamed = status switch
        {
            404 => conversation is not null && ledger.MayBeGone(conversation),
            409 => request.Method == HttpMethod.Post,
            412 => request.Headers.IfMatch.Count > 0,
            _ => false,
        };
        Assert.True(isNamed, $"{asked} {text}");
        return null;
    }
}
