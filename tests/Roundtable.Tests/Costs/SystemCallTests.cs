using System.Text.Json;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Faults;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Costs;

/// <summary>
/// What the real server asks of the system for each token of one reply with one follower. A bundle of 20 is at most one write
/// and one flush of the journal, and bundles of a model that is faster than the disk share them; a chunk of 60 is open, write,
/// close and rename; what a follower is sent comes beside it. The upper bounds are what it is when no bundle shares anything:
/// 0.16 to write, 0.28 with what opens and closes, 0.08 sent. It is 0.07, 0.17 and 0.01 where a flush takes 0.2 ms.
/// </summary>
public sealed class SystemCallTests : IDisposable
{
    private const double WritingCallsMax = 0.18;
    private const double DiskCallsMax = 0.3;
    private const double SendingCallsMax = 0.1;
    private const int Replies = 10;

    private static readonly string[] Writing =
    [
        "pwrite64",
        "fdatasync",
        "renameat2",
        "link",
        "fsync",
        "syncfs",
        "unlink",
        "mkdir",
    ];
    private static readonly string[] Sending = ["sendto", "sendmsg", "writev"];

    private readonly FolderSandbox _sandbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_token_costs_a_bounded_number_of_system_calls()
    {
        var config = Path.Combine(_sandbox.Root, "config.json");
        await File.WriteAllTextAsync(
            config,
            """{ "Roundtable": { "Agents": [ { "Id": "sage", "TokensPerSecond": 0 } ] } }""",
            Cancelled
        );
        await using var server = await ServerProcess.ServeAsync(_sandbox.Data, "--config", config);
        using var client = await server.ConnectAsync();
        await AskAsync(client);
        await using var calls = await SystemCalls.WatchAsync(
            server.Id,
            string.Join(',', [.. Writing, .. Sending, "openat", "close"])
        );
        var tokens = 0;
        for (var reply = 0; reply < Replies; reply++)
            tokens += await AskAsync(client);
        var lines = await calls.DetachAsync();

        // A short process id is followed by more than one space.
        var names = lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Split('(')[0]).ToList();
        var disk = lines.Count(line => line.Contains(_sandbox.Data, StringComparison.Ordinal)) / (double)tokens;
        var writing = names.Count(Writing.Contains) / (double)tokens;
        var socket = names.Count(Sending.Contains) / (double)tokens;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{tokens} tokens: {writing:F3} writing calls a token, {disk:F3} with opening and closing, {socket:F3} sending"
        );
        Assert.InRange(writing, 0.03, WritingCallsMax);
        Assert.InRange(disk, 0.06, DiskCallsMax);
        Assert.InRange(socket, 0.001, SendingCallsMax);
    }

    /// <summary>A turn whose one reply is followed to its end; how many tokens it had.</summary>
    private static async Task<int> AskAsync(HttpClient client)
    {
        using var created = await client.PostAsync("/api/conversations", RunningServer.Json("{}"), Cancelled);
        var conversation = JsonSerializer.Deserialize<JsonElement>(await created.Content.ReadAsStringAsync(Cancelled));
        var path = $"/api/conversations/{conversation.GetProperty("id").GetString()}/messages";
        var turn = new HttpRequestMessage(HttpMethod.Post, path) { Content = RunningServer.Json("""{ "content": "Why?" }""") };
        turn.Headers.Add("Accept", "text/event-stream");
        await using var events = await EventReader.OpenAsync(client, turn);
        var complete = (await events.ReadAllAsync()).Single(happened => happened.Name == "complete");
        return complete.Data.GetProperty("tokenCount").GetInt32();
    }
}
