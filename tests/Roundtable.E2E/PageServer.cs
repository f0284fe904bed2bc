using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.E2E;

/// <summary>The real executable with a data folder of its own, which may die and come back at the same address.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly FolderSandbox _sandbox = new();
    private readonly int _port = SampleProcess.FreePort();
    private readonly string _config;
    private ServerProcess? _process;

    private PageServer(string more, string agent, int usualPace)
    {
        _config = Path.Combine(_sandbox.Root, "page.json");
        File.WriteAllText(_config, $$"""{ "Roundtable": { {{Agents(usualPace)}}{{agent}} ]{{more}} } }""");
        Client = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public string Url => $"http://127.0.0.1:{_port}";

    public string Data => _sandbox.Data;

    public HttpClient Client { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="more">Further settings, such as <c>"Access": { … }</c>.</param>
    /// <param name="agent">One more agent.</param>
    /// <param name="usualPace">Of sage and critic, in tokens a second: the less, the longer they can be seen writing.</param>
    public static async Task<PageServer> StartAsync(string more = "", string agent = "", int usualPace = 90)
    {
        var server = new PageServer(AlsoWith(more), AlsoWith(agent), usualPace);
        await server.ServeAsync();
        return server;
    }

    public async Task ServeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = await ServerProcess.ServeOnAsync(_port, _sandbox.Data, "--config", _config);
    }

    /// <summary>SIGKILL.</summary>
    public async Task CrashAsync()
    {
        _process!.Crash();
        Assert.NotEqual(0, await _process.ExitCodeAsync());
    }

    /// <summary>A conversation made beside the page.</summary>
    public async Task<string> CreateAsync(string title, params string[] participants)
    {
        using var response = await Client.PostAsJsonAsync("/api/conversations", new { title, participants }, Cancelled);
        return (await ReadAsync(response)).GetProperty("id").GetString()!;
    }

    /// <summary>Says something beside the page; without agents nobody is asked.</summary>
    public async Task<JsonElement> SayAsync(string conversation, string content, params string[] agents)
    {
        var path = $"/api/conversations/{conversation}/messages";
        using var response = await Client.PostAsJsonAsync(path, new { content, agents }, Cancelled);
        return await ReadAsync(response);
    }

    /// <summary>The messages as they are stored by now, with their blocks.</summary>
    public async Task<List<JsonElement>> MessagesAsync(string conversation)
    {
        using var response = await Client.GetAsync($"/api/conversations/{conversation}?format=html", Cancelled);
        return [.. (await ReadAsync(response)).GetProperty("messages").EnumerateArray()];
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path, Cancelled);
        return await ReadAsync(response);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_process is not null)
        {
            _process.Stop();
            Assert.Equal(0, await _process.ExitCodeAsync());
            await _process.DisposeAsync();
        }

        await _sandbox.DisposeAsync();
    }

    /// <summary>Demo agents of every pace: slow enough to be interrupted, quick enough not to be waited for.</summary>
    private static string Agents(int usualPace) =>
        $$"""
            "Agents": [
              { "Id": "sage", "Name": "Sage", "TokensPerSecond": {{usualPace}} },
              { "Id": "critic", "Name": "Critic", "TokensPerSecond": {{usualPace}} },
              { "Id": "parrot", "Name": "Parrot", "TokensPerSecond": 2000 },
              { "Id": "quick", "Name": "Quick", "Model": "sage", "TokensPerSecond": 3000 },
              { "Id": "slow", "Name": "Slow", "Model": "sage", "TokensPerSecond": 20 }
            """;

    private static string AlsoWith(string json) => json.Length > 0 ? $", {json}" : "";

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
    {
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancelled));
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
    }
}
