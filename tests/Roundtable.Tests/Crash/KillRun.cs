using Roundtable.Tests.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Crash;

/// <summary>Kills servers on one folder, again and again, and judges each successor by what clients of all before it were told.</summary>
internal sealed class KillRun(FolderSandbox sandbox, int seed)
{
    /// <summary>How many answer each question.</summary>
    public const int Agents = 3;

    private const int ClientsMax = 8;
    private const int EventsMax = 1_000;
    private readonly Random _random = new(seed);
    private readonly ShownLedger _ledger = new();
    private readonly List<string> _conversations = [];
    private readonly string _config = Path.Combine(sandbox.Root, "kill.json");

    /// <summary>What happened, for whoever wants to know.</summary>
    public string Figures =>
        $"seed {seed}: {_kills} kills, of them {_killsAtStart} at a start and {_killsAtCheckpoint} at a checkpoint; "
        + $"{_conversations.Count} conversations, {_ledger.Posts.Count} questions and {_ledger.Messages.Count()} replies, "
        + $"{_ledger.Events} events, {_ledger.Messages.Sum(message => (long)message.Text.Length)} characters shown, "
        + $"{_interrupted} replies interrupted";

    private int _kills;
    private int _killsAtStart;
    private int _killsAtCheckpoint;
    private int _interrupted;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async Task RunAsync(int rounds)
    {
        await File.WriteAllTextAsync(
            _config,
            """
            { "Roundtable": { "Streaming": { "FlushInterval": "00:00:00.050", "FirstFlushInterval": "00:00:00.010" }, "Agents": [
              { "Id": "quick", "Model": "sage", "TokensPerSecond": 0 },
              { "Id": "brisk", "Model": "critic", "TokensPerSecond": 500 },
              { "Id": "slow", "Model": "sage", "TokensPerSecond": 15 } ] } }
            """,
            Cancelled
        );
        var judgedFrom = 0;
        for (var round = 0; round < rounds; round++)
        {
            var isAtCheckpoint = round % 20 == 7;
            if (round % 4 == 3)
                await KillAtStartAsync();
            await using var server = await ServerProcess.ServeAsync(sandbox.Data, "--config", _config);
            using var client = await server.ConnectAsync();
            // Whatever the last round left, and once more what the one before it did.
            await JudgeAsync(client, judgedFrom);
            judgedFrom = Math.Max(0, _conversations.Count - ClientsMax);
            await KillAsync(server, client, isAtCheckpoint);
        }

        await using var last = await ServerProcess.ServeAsync(sandbox.Data, "--config", _config);
        using var reader = await last.ConnectAsync();
        await JudgeAsync(reader, from: 0);
        last.Stop();
        Assert.Equal(0, await last.ExitCodeAsync());
    }

    private async Task JudgeAsync(HttpClient client, int from)
    {
        var judge = new KillJudge(client);
        foreach (var conversation in _conversations.Skip(from))
            await judge.JudgeAsync(conversation, _ledger);
        _interrupted = judge.Interrupted;
    }

    /// <summary>Dies before it is ready, somewhere in its recovery or before or after.</summary>
    private async Task KillAtStartAsync()
    {
        await using var server = ServerProcess.Start([
            "--store",
            $"files:{sandbox.Data}",
            "--urls",
            "http://127.0.0.1:0",
            "--config",
            _config,
        ]);
        await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(50, 700)), TimeProvider.System, Cancelled);
        server.Crash();
        _kills++;
        _killsAtStart++;
    }

    private async Task KillAsync(ServerProcess server, HttpClient client, bool isAtCheckpoint)
    {
        var people = Enumerable
            .Range(0, _random.Next(3, ClientsMax + 1))
            .Select(_ => new KillClient(client, _ledger, _random.Next()))
            .ToList();
        var segment = NewestSegment();
        var running = people.Select(person => Task.Run(person.RunAsync)).ToList();
        await _ledger.ReachAsync(_ledger.Events + _random.Next(1, EventsMax)).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        while (isAtCheckpoint && NewestSegment() == segment)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancelled);
        server.Crash();
        await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        _conversations.AddRange(people.Select(person => person.Conversation).OfType<string>());
        _kills++;
        _killsAtCheckpoint += isAtCheckpoint ? 1 : 0;
    }

    private string? NewestSegment() => Directory.EnumerateFiles(sandbox.PathOf("journal"), "*.segment").Max();
}
