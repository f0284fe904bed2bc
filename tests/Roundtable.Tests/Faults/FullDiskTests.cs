using System.Net;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>No room, under the real executable on a real small file system: 507, reads go on, and it resumes by itself.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const string Conversation = "us01-co01";
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_full_disk_is_507_until_there_is_room()
    {
        await using var disk = await SmallDisk.InMemoryAsync(_sandbox.Data, "size=40m");
        await using var served = await RunOutAsync(disk.FillAsync, disk.MakeRoom);
        await ResumesAsync(served);
    }

    [Fact]
    public async Task Without_room_for_a_spare_segment_it_works_until_the_disk_is_full()
    {
        await using var disk = await SmallDisk.InMemoryAsync(_sandbox.Data, "size=11m");
        await using var served = await RunOutAsync(disk.FillAsync, disk.MakeRoom);
        await served.HealthAsync(HttpStatusCode.OK);
        Assert.Equal("stop", await served.UntilEndedAsync(await served.AskAsync(Conversation, "quick")));
        await served.StopAsync();
        await served.ReadersAsync();

        await using var next = await ServedStore.StartAsync(_sandbox, served);
        await next.JudgeAsync(Conversation);
        await next.StopAsync();
        _sandbox.Validate();
    }

    [Fact]
    public async Task A_disk_without_inodes_is_507_until_there_are_some()
    {
        await using var disk = await SmallDisk.InMemoryAsync(_sandbox.Data, "size=64m,nr_inodes=300");
        await using var served = await RunOutAsync(() => Task.Run(disk.FillNames), disk.MakeRoom);
        await ResumesAsync(served);
    }

    [Fact]
    public async Task A_used_up_quota_is_507_until_there_is_more()
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        await served.CreateAsync();
        await served.UntilEndedAsync(await served.AskAsync(Conversation, "quick"));
        await using (await SystemCalls.InjectAsync(served.Process.Id, "pwrite64", "error=EDQUOT"))
            await RefusedAsync(served);

        await ResumesAsync(served);
    }

    [Fact]
    public async Task A_disk_too_small_to_begin_with_is_refused_in_one_line_and_taken_when_it_has_grown()
    {
        await using var disk = await SmallDisk.InMemoryAsync(_sandbox.Data, "size=1m");
        await using var refused = ServerProcess.Start(["--store", $"files:{_sandbox.Data}", "--urls", "http://127.0.0.1:0"]);
        Assert.Equal(1, await refused.ExitCodeAsync());
        var line = Assert.Single(refused.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("No space left on device", line, StringComparison.Ordinal);

        await Command.RunAsync("mount", "-o", "remount,size=40m", _sandbox.Data);
        await using var served = await ServedStore.StartAsync(_sandbox);
        await served.CreateAsync();
        await served.UntilEndedAsync(await served.AskAsync(Conversation, "quick"));
        await served.StopAsync();
        _sandbox.Validate();
    }

    private async Task<ServedStore> RunOutAsync(Func<Task> use, Action giveBack)
    {
        var served = await ServedStore.StartAsync(_sandbox);
        await served.CreateAsync();
        await served.UntilEndedAsync(await served.AskAsync(Conversation, "quick"));
        await served.UntilShownAsync(await served.AskAsync(Conversation, "slow"), 50);
        await use();
        await RefusedAsync(served);
        giveBack();
        return served;
    }

    private static async Task RefusedAsync(ServedStore served)
    {
        var (status, problem) = await served.AskUntilRefusedAsync(Conversation);
        Assert.Equal(
            (HttpStatusCode.InsufficientStorage, "/problems/storage-full"),
            (status, problem.GetProperty("type").GetString())
        );
        Assert.Contains(
            "There is no room",
            await served.HealthAsync(HttpStatusCode.ServiceUnavailable),
            StringComparison.Ordinal
        );
        foreach (var shown in served.Ledger.Messages)
        {
            var content = (await served.MessageAsync(shown.Id)).GetProperty("content").GetString()!;
            Assert.StartsWith(shown.Text[..Math.Min(shown.Text.Length, content.Length)], content, StringComparison.Ordinal);
        }
    }

    private async Task ResumesAsync(ServedStore served)
    {
        await served.HealthAsync(HttpStatusCode.OK);
        Assert.Equal("stop", await served.UntilEndedAsync(await served.AskAsync(Conversation, "quick")));
        await using var next = await served.CrashAndJudgeAsync(_sandbox, Conversation);
        await next.StopAsync();
        _sandbox.Validate();
    }
}
