using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Cli;

/// <summary>The executable serves until it is told to stop.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task SIGTERM_in_mid_stream_tells_readers_and_ends_with_0()
    {
        await using var process = await ServerProcess.ServeAsync(_sandbox.Data, "--config", Slow(drain: "00:00:00.300"));
        using var client = await process.ConnectAsync();
        await PostAsync(client, "/api/conversations", "{}");
        await PostAsync(client, "/api/conversations/us01-co01/messages", """{ "content": "Hi" }""");
        const string Reply = "/api/conversations/us01-co01/messages/us01-co01-ms02";
        await using var reader = await EventReader.OpenAsync(client, new HttpRequestMessage(HttpMethod.Get, Reply + "/stream"));
        ReceivedEvent last;
        do last = await reader.NextAsync();
        while (last.Name != "bundle");

        process.Stop();
        var rest = await reader.ReadAllAsync();

        Assert.Equal("closing", rest[^1].Name);
        Assert.Equal(0, await process.ExitCodeAsync());
        Assert.Equal("", process.Error.Trim());
        Assert.DoesNotContain("Hi", process.Output, StringComparison.Ordinal);

        await using var again = await ServerProcess.ServeAsync(_sandbox.Data);
        using var later = await again.ConnectAsync();
        var message = await later.GetFromJsonAsync<JsonElement>(Reply, TestContext.Current.CancellationToken);
        Assert.Equal("interrupted", message.GetProperty("finishReason").GetString());
        Assert.True(message.GetProperty("length").GetInt32() >= last.Number("offset") + last.Text("tokens")!.Length);
        again.Stop();
        Assert.Equal(0, await again.ExitCodeAsync());
    }

    [Fact]
    public async Task A_second_serve_on_a_folder_is_refused_and_told_who_has_it()
    {
        await using var first = await ServerProcess.ServeAsync(_sandbox.Data);

        await using var second = ServerProcess.Start(["--store", $"files:{_sandbox.Data}", "--urls", "http://127.0.0.1:0"]);

        Assert.Equal(1, await second.ExitCodeAsync());
        var line = Assert.Single(second.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains($"process {first.Id} ", line, StringComparison.Ordinal);
        Assert.Equal("", second.Output.Trim());
        first.Stop();
        Assert.Equal(0, await first.ExitCodeAsync());
    }

    [Fact]
    public async Task A_taken_port_is_refused_in_one_line()
    {
        await using var first = await RunningServer.StartAsync(_sandbox);

        await using var second = ServerProcess.Start([
            "--store",
            $"files:{_sandbox.Root}/other",
            "--urls",
            first.Client.BaseAddress!.ToString(),
        ]);

        Assert.Equal(1, await second.ExitCodeAsync());
        Assert.Contains("address already in use", Assert.Single(Lines(second.Error)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_sandbox.Root + "/other"));
    }

    [Fact]
    public async Task Relative_folders_are_relative_to_where_the_command_was_typed()
    {
        await using var process = ServerProcess.Start(["--urls", "http://127.0.0.1:0"], _sandbox.Root);
        using var client = await process.ConnectAsync();
        await PostAsync(client, "/api/conversations", "{}");
        process.Stop();

        Assert.Equal(0, await process.ExitCodeAsync());
        Assert.True(File.Exists(_sandbox.PathOf("users/us01/data/conversations/us01-co01.json")));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task PostAsync(HttpClient client, string path, string json)
    {
        while (true)
        {
            using var response = await client.PostAsync(path, RunningServer.Json(json), TestContext.Current.CancellationToken);
            if (response.IsSuccessStatusCode)
                return;
            Assert.Equal(503, (int)response.StatusCode);
        }
    }

    private string Slow(string drain)
    {
        var path = Path.Combine(_sandbox.Root, "slow.json");
        File.WriteAllText(
            path,
            $$"""
            {
              // An agent that takes its time.
              "Roundtable": {
                "Agents": [{ "Id": "sage", "TokensPerSecond": 20 }],
                "Shutdown": { "Drain": "{{drain}}" }
              }
            }
            """
        );
        return path;
    }
}
