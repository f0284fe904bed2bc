using Roundtable.Tests.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Crash;

/// <summary>Kills servers on one store, again and again, and judges each successor by what clients of all before it were told.</summary>
internal sealed class KillRun(IStoreSandbox sandbox, int seed)
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

    /// <summary>What an acknowledged write outlives; the process's death in any case.</summary>
    public string Durability { get; init; } = "power";

    /// <summary>What happens to the disk at the moment of a death; null: nothing, it is the process alone that dies.</summary>
    public Action? Cut { get; init; }

    /// <summary>What brings the disk back afterwards.</summary>
    public Func<Task>? RestoreAsync { get; init; }

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
            { "Roundtable": { "Storage": { "Durability": "DURABILITY" }, "Streaming": { "FlushInterval": "00:00:00.050", "FirstFlushInterval": "00:00:00.010" }, "Agents": [
              { "Id": "quick", "Model": "sage", "TokensPerSecond": 0 },
              { "Id": "brisk", "Model": "critic", "TokensPerSecond": 500 },
              { "Id": "slow", "Model": "sage", "TokensPerSecond": 15 } ] } }
            """.Replace(
                "DURABILITY",
                Environment.GetEnvironmentVariable("ROUNDTABLE_DURABILITY") ?? Durability,
                StringComparison.Ordinal
            ),
            Cancelled
        );
        var judgedFrom = 0;
        for (var round = 0; round < rounds; round++)
        {
            var isAtCheckpoint = round % 20 == 7;
            if (round % 4 == 3)
                await KillAtStartAsync();
            await using var server = await ServerProcess.ServeAsync(sandbox.Store, "--config", _config);
            using var client = await server.ConnectAsync();
            // Whatever the last round left, and once more what the one before it did.
            await JudgeAsync(client, judgedFrom);
            judgedFrom = Math.Max(0, _conversations.Count - ClientsMax);
            await KillAsync(server, client, isAtCheckpoint);
        }

        await using var last = await ServerProcess.ServeAsync(sandbox.Store, "--config", _config);
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
            sandbox.Store,
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
        var mark = sandbox.CheckpointMark();
        var running = people.Select(person => Task.Run(person.RunAsync)).ToList();
        await _ledger.ReachAsync(_ledger.Events + _random.Next(1, EventsMax)).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        while (isAtCheckpoint && sandbox.CheckpointMark() == mark)
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Cancelled);
        if (Cut is not null)
        {
            // With the power everything stops at once: nobody is shown anything after it.
            server.Pause();
            Cut();
        }

        server.Crash();
        await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);
        _conversations.AddRange(people.Select(person => person.Conversation).OfType<string>());
        _kills++;
        _killsAtCheckpoint += isAtCheckpoint ? 1 : 0;
        await server.ExitCodeAsync();
        if (RestoreAsync is not null)
            await RestoreAsync();
    }
}
