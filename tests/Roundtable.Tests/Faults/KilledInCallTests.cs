using Roundtable.Disk;
using Roundtable.Files.Verification;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>SIGKILL exactly inside a system call: before a flush, between a file and its name, in a checkpoint, in recovery.</summary>
public sealed class KilledInCallTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("pwrite64", 1)]
    [InlineData("pwrite64", 4)]
    [InlineData("fdatasync", 1)]
    [InlineData("fdatasync", 6)]
    [InlineData("renameat2", 1)]
    [InlineData("renameat2", 5)]
    [InlineData("syncfs", 1)]
    [InlineData("unlink", 1)]
    public async Task What_was_shown_is_there_and_what_was_not_is_nowhere_half(string call, int n)
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        var slow = await served.AskAsync(conversation, "slow");
        await served.UntilShownAsync(slow, 50);
        await using var _ = await SystemCalls.InjectAsync(served.Process.Id, call, $"signal=KILL:when={n}");
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            while (!patience.IsCancellationRequested)
                await served.TryAskAsync(conversation, "quick");
            Assert.Fail($"No thread has called {call} {n} times in {Patience}.");
        }
        catch (HttpRequestException)
        {
            Assert.Equal(128 + 9, await served.Process.ExitCodeAsync());
        }

        await served.ReadersAsync();
        await using var next = await ServedStore.StartAsync(_sandbox, served);
        await next.JudgeAsync(conversation);
        await next.StopAsync();
    }

    [Fact]
    public async Task Recovery_that_dies_in_each_of_its_calls_in_turn_gets_there_all_the_same()
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        await served.UntilShownAsync(await served.AskAsync(conversation, "slow"), 50);
        for (var turn = 0; turn < 4; turn++)
            await served.UntilEndedAsync(await served.AskAsync(conversation, "quick"));
        served.Process.Crash();
        await served.ReadersAsync();
        // Recovery has something to do: what the journal still holds is taken out of the folder. A checkpoint may have come by.
        var journal = JournalLook.Read(new LinuxDisk(), _sandbox.Data);
        foreach (var file in Directory.GetFiles(_sandbox.PathOf("users/us01/data/conversations/messages"), "*-00*.json"))
        {
            if (journal.Holds(Path.GetRelativePath(_sandbox.Data, file)))
                File.Delete(file);
        }

        foreach (var (call, n) in new[] { ("renameat2", 1), ("renameat2", 7), ("pwrite64", 3), ("fdatasync", 1), ("syncfs", 1) })
        {
            string[] strace =
            [
                "strace",
                "-f",
                "-qq",
                "-o",
                "/dev/null",
                "-e",
                $"inject={call}:signal=KILL:when={n}",
                "-e",
                $"trace={call}",
            ];
            await using var dying = ServerProcess.Start(
                ["--store", $"files:{_sandbox.Data}", "--urls", "http://127.0.0.1:0"],
                launcher: strace
            );
            await dying.ExitCodeAsync();
        }

        await using var next = await ServedStore.StartAsync(_sandbox, served);
        await next.JudgeAsync(conversation);
        await next.StopAsync();
    }
}
