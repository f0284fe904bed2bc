using Roundtable.Tests.Crash;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>What a death leaves in the journal's folder, and a process that stands still for a while.</summary>
public sealed class LeftoverTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(4_000)]
    public async Task A_torn_end_of_the_journal_costs_nothing_that_was_shown(int garbageBytes)
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        await served.UntilShownAsync(await served.AskAsync(conversation, "slow"), 50);
        served.Process.Crash();
        await served.ReadersAsync();
        await File.WriteAllTextAsync(
            Path.Combine(_sandbox.Data, "journal", "4711-1.new"),
            "half a file",
            TestContext.Current.CancellationToken
        );
        Tear(Directory.GetFiles(_sandbox.PathOf("journal"), "*.segment").Order(StringComparer.Ordinal).ToList(), garbageBytes);

        await using var next = await ServedStore.StartAsync(_sandbox, served);

        await next.JudgeAsync(conversation);
        Assert.Empty(Directory.GetFiles(_sandbox.PathOf("journal"), "4711-*"));
        await next.StopAsync();
        foreach (var kept in Directory.Exists(_sandbox.PathOf("aside")) ? new[] { "aside" } : [])
            _sandbox.Expect(kept);
    }

    [Fact]
    public async Task A_slow_reply_across_checkpoints_is_recovered_and_the_journal_stays_small()
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        var slow = await served.AskAsync(conversation, "slow");
        await served.UntilShownAsync(slow, 20);
        var first = Segments().Min();
        await ServedStore.UntilAsync(
            () => Segments() is { Length: > 0 } now && now.Min() != first,
            "the first segment is retired"
        );
        Assert.InRange(Segments().Length, 1, 3);
        await served.UntilShownAsync(slow, 100);

        await using var next = await served.CrashAndJudgeAsync(_sandbox, conversation);

        Assert.Equal("interrupted", (await next.MessageAsync(slow)).GetProperty("finishReason").GetString());
        await next.StopAsync();
    }

    [Fact]
    public async Task A_process_that_stands_still_in_mid_write_loses_and_doubles_nothing_and_keeps_its_folder()
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        var reply = await served.AskAsync(conversation, "slow");
        for (var pause = 0; pause < 5; pause++)
        {
            await served.UntilShownAsync(reply, 40 * (pause + 1));
            served.Process.Pause();
            await using var second = Cli.ServerProcess.Start([
                "--store",
                $"files:{_sandbox.Data}",
                "--urls",
                "http://127.0.0.1:0",
            ]);
            Assert.Equal(1, await second.ExitCodeAsync());
            Assert.Contains($"process {served.Process.Id} ", second.Error, StringComparison.Ordinal);
            served.Process.Continue();
        }

        Assert.Equal("stop", await served.UntilEndedAsync(await served.AskAsync(conversation, "quick")));
        await using var next = await served.CrashAndJudgeAsync(_sandbox, conversation);
        await next.StopAsync();
    }

    [Fact]
    public async Task Nobody_lists_a_folder_on_a_requests_path()
    {
        var turns = RunLength.Rounds(shortForm: 60, longForm: 2_000);
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        for (var turn = 0; turn < turns; turn++)
            await served.UntilEndedAsync(await served.AskAsync(conversation, "quick"));

        await using var calls = await SystemCalls.WatchAsync(served.Process.Id, "getdents64");
        var last = await served.AskAsync(conversation, "quick");
        await served.UntilEndedAsync(last);
        await served.MessageAsync("us01-co01-ms02");
        foreach (
            var path in (string[])["/api/conversations", KillPaths.Conversation(conversation), KillPaths.Messages(conversation)]
        )
        {
            using var response = await served.Client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, path);
        }

        var listings = (await calls.DetachAsync()).Where(line => line.Contains(_sandbox.Data, StringComparison.Ordinal));
        Assert.Empty(listings);
        await served.StopAsync();
    }

    private string[] Segments() => Directory.GetFiles(_sandbox.PathOf("journal"), "*.segment");

    /// <summary>Writes over what comes after the last record, as a write that the power cut tore.</summary>
    private static void Tear(List<string> segments, int garbageBytes)
    {
        foreach (var path in segments)
        {
            var bytes = File.ReadAllBytes(path);
            var end = bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
            if (end == 0)
                continue;
            new Random(garbageBytes).NextBytes(bytes.AsSpan(end, garbageBytes));
            File.WriteAllBytes(path, bytes);
        }
    }
}
