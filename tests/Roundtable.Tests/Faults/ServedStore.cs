using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Crash;
using Roundtable.Tests.Doubles;
using Roundtable.Tests.Edge;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>The real executable on a sandbox's folder, people who talk to it, and a ledger of what they were told.</summary>
internal sealed class ServedStore : IAsyncDisposable
{
    /// <summary>An agent that has answered at once, and one that takes many seconds.</summary>
    public const string QuickAndSlow = """
        { "Id": "quick", "Model": "sage", "TokensPerSecond": 0 }, { "Id": "slow", "Model": "sage", "TokensPerSecond": 25 }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private readonly List<Task> _readers = [];

    private ServedStore(ServerProcess process, HttpClient client, ShownLedger ledger) =>
        (Process, Client, Ledger) = (process, client, ledger);

    public ServerProcess Process { get; }

    public HttpClient Client { get; }

    public ShownLedger Ledger { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <param name="before">Whose ledger goes on; null: a new one.</param>
    public static async Task<ServedStore> StartAsync(
        IStoreSandbox sandbox,
        ServedStore? before = null,
        string agents = QuickAndSlow,
        string providers = "",
        params string[] launcher
    )
    {
        var config = Path.Combine(sandbox.Root, "served.json");
        await File.WriteAllTextAsync(
            config,
            $$"""
            { "Roundtable": { "Streaming": { "FlushInterval": "00:00:00.050", "FirstFlushInterval": "00:00:00.010" },
              "Shutdown": { "Drain": "00:00:00" }, "Providers": { {{providers}} }, "Agents": [ {{agents}} ] } }
            """,
            Cancelled
        );
        var process = await ServerProcess.ServeUnderAsync(launcher, sandbox.Store, "--config", config);
        return new ServedStore(process, await process.ConnectAsync(), before?.Ledger ?? new ShownLedger());
    }

    /// <summary>With one agent, <c>model</c>, who speaks what the server plays.</summary>
    public static Task<ServedStore> StartAsync(IStoreSandbox sandbox, ModelServer models) =>
        StartAsync(
            sandbox,
            agents: """{ "Id": "model", "Provider": "scripted", "Model": "m", "ReplyTokensMax": 100000 }""",
            providers: $$"""
            "scripted": { "Endpoint": "{{models.Endpoint}}" }
            """
        );

    public async Task<string> CreateAsync()
    {
        using var created = await Client.PostAsync("/api/conversations", RunningServer.Json("{}"), Cancelled);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return (await created.Content.ReadFromJsonAsync<JsonElement>(Cancelled)).GetProperty("id").GetString()!;
    }

    /// <summary>Asks an agent, and has somebody follow its reply, over as many connections as it takes.</summary>
    public async Task<string> AskAsync(string conversation, string agent)
    {
        var (status, turn) = await TryAskAsync(conversation, agent);
        Assert.True(status == HttpStatusCode.Accepted, turn.GetRawText());
        return turn.GetProperty("replies")[0].GetProperty("id").GetString()!;
    }

    /// <summary>The same, if it is not refused.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> TryAskAsync(string conversation, string agent)
    {
        var content = $"Is it true, {agent}?";
        using var response = await Client.PostAsync(
            KillPaths.Messages(conversation),
            RunningServer.Json($$"""{ "content": "{{content}}", "agents": ["{{agent}}"] }"""),
            Cancelled
        );
        var body = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        if (response.IsSuccessStatusCode)
        {
            Ledger.Posted(body.GetProperty("message").GetProperty("id").GetString()!, content);
            var reply = body.GetProperty("replies")[0].GetProperty("id").GetString()!;
            _readers.Add(Task.Run(() => new KillReader(Client, Ledger).FollowAsync(reply, int.MaxValue)));
        }

        return (response.StatusCode, body);
    }

    /// <summary>Asks until it is refused; the refusal.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Body)> AskUntilRefusedAsync(string conversation)
    {
        while (true)
        {
            var (status, body) = await TryAskAsync(conversation, "quick");
            if (status != HttpStatusCode.Accepted)
                return (status, body);
        }
    }

    public Task<JsonElement> MessageAsync(string id) => Client.GetFromJsonAsync<JsonElement>(KillPaths.Message(id), Cancelled);

    /// <summary>Waits until <c>ready</c> says this; what it said.</summary>
    public async Task<string> HealthAsync(HttpStatusCode expected)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var response = await Client.GetAsync("/healthz/ready", Cancelled);
            var text = await response.Content.ReadAsStringAsync(Cancelled);
            if (response.StatusCode == expected)
                return text;
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, text);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancelled);
        }
    }

    /// <summary>Waits for something that can be seen.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Patience, $"This did not happen: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancelled);
        }
    }

    public Task UntilShownAsync(string reply, int length) =>
        UntilAsync(() => Ledger.Of(reply).Text.Length >= length, $"{length} characters of {reply} are shown");

    public async Task<string> UntilEndedAsync(string reply)
    {
        await UntilAsync(() => Ledger.Of(reply).Finish is not null, $"{reply} ends");
        return Ledger.Of(reply).Finish!;
    }

    /// <summary>Dies, comes back, and is judged by all that anybody was ever told.</summary>
    public async Task<ServedStore> CrashAndJudgeAsync(IStoreSandbox sandbox, params string[] conversations)
    {
        Process.Crash();
        await ReadersAsync();
        var next = await StartAsync(sandbox, this);
        await next.JudgeAsync(conversations);
        return next;
    }

    public async Task JudgeAsync(params string[] conversations)
    {
        foreach (var conversation in conversations)
            await new KillJudge(Client, agents: 1).JudgeAsync(conversation, Ledger);
    }

    /// <summary>Waits until every reader has seen an end, or the server's.</summary>
    public Task ReadersAsync() => Task.WhenAll(_readers).WaitAsync(Patience, Cancelled);

    public async Task StopAsync()
    {
        Process.Stop();
        Assert.Equal(0, await Process.ExitCodeAsync());
    }

    public async ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine(Process.Output + Process.Error);
        await Process.DisposeAsync();
        Client.Dispose();
    }
}
