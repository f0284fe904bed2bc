using System.Net.Http.Headers;
using System.Text.Json;

namespace Roundtable.Bench.Serving;

/// <summary>Creates conversations and says things in them, over the API.</summary>
internal sealed class Talker(Uri server) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpClient _client = new() { BaseAddress = server, Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>Has the scripted model speak in a conversation of its own; the address of the reply's stream.</summary>
    public Task<string> AskAsync(int tokens, int perSecond) => SayAsync(ScriptedModel.Order(tokens, perSecond));

    /// <summary>The same for a reply that begins when it is told to.</summary>
    public async Task<(string Path, Func<Task> StartAsync)> PrepareReplyAsync(int tokens, int perSecond) =>
        (await SayAsync(ScriptedModel.Order(tokens, perSecond, isHeld: true)), () => SayAsync(ScriptedModel.Go));

    /// <summary>A new conversation's path.</summary>
    public async Task<string> CreateAsync()
    {
        using var created = await PostAsync("/api/conversations", "{}");
        return $"/api/conversations/{created.RootElement.GetProperty("id").GetString()}";
    }

    private async Task<string> SayAsync(string content)
    {
        using var turn = await PostAsync($"{await CreateAsync()}/messages", $$"""{"content":"{{content}}"}""");
        return turn.RootElement.GetProperty("replies")[0].GetProperty("stream").GetString()!;
    }

    /// <summary>Reads an answer and throws it away; how many bytes there were.</summary>
    public async Task<int> GetAsync(string path) => (await _client.GetByteArrayAsync(path)).Length;

    public async Task<JsonDocument> GetJsonAsync(string path) => JsonDocument.Parse(await _client.GetByteArrayAsync(path));

    public async Task<JsonDocument> PostAsync(string path, string json)
    {
        using var content = new StringContent(json, Json);
        using var answer = await _client.PostAsync(path, content);
        answer.EnsureSuccessStatusCode();
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync());
    }

    public void Dispose() => _client.Dispose();
}
