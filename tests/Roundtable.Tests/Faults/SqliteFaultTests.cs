using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Roundtable.Sqlite.Engine;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Crash;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>Real faults under the real executable on a database: it refuses, reads go on, and it resumes by itself.</summary>
public sealed class SqliteFaultTests : IDisposable
{
    private const string Conversation = "us01-co01";
    private readonly DatabaseSandbox _sandbox = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task A_full_disk_is_507_until_there_is_room()
    {
        await using var disk = await SmallDisk.InMemoryAsync(_sandbox.Data, "size=24m");
        await using var served = await BegunAsync();
        await disk.FillAsync();
        var (status, body) = await served.AskUntilRefusedAsync(Conversation);
        Assert.True(status == HttpStatusCode.InsufficientStorage, body.GetRawText());
        await served.JudgeAsync(Conversation);

        disk.MakeRoom();
        await ResumesAsync(served);
        _sandbox.Validate();
    }

    [Fact]
    public async Task A_flush_that_fails_once_refuses_nobody()
    {
        await using var served = await BegunAsync();
        await using (var calls = await SystemCalls.InjectAsync(served.Process.Id, Flushes, "error=EIO:when=1"))
        {
            Assert.Equal("stop", await served.UntilEndedAsync(await served.AskAsync(Conversation, "quick")));
            Assert.Contains(await calls.DetachAsync(), line => line.Contains("INJECTED", StringComparison.Ordinal));
        }

        await ResumesAsync(served);
    }

    [Fact]
    public async Task Flushes_that_fail_make_it_read_only_until_they_work_and_what_was_refused_never_comes_back()
    {
        await using var served = await BegunAsync();
        await using (await SystemCalls.InjectAsync(served.Process.Id, Flushes, "error=EIO"))
        {
            var (status, _) = await served.AskUntilRefusedAsync(Conversation);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            await served.HealthAsync(HttpStatusCode.ServiceUnavailable);
            await served.JudgeAsync(Conversation);
        }

        await served.HealthAsync(HttpStatusCode.OK);
        await using var next = await served.CrashAndJudgeAsync(_sandbox, Conversation);
        await ResumesAsync(next);
    }

    [Fact]
    public async Task What_was_refused_does_not_come_back_when_the_process_is_killed_before_the_disk_works_again()
    {
        await using var served = await BegunAsync();
        await using (await SystemCalls.InjectAsync(served.Process.Id, Flushes, "error=EIO"))
        {
            var (status, _) = await served.TryAskAsync(Conversation, "quick");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            served.Process.Crash();
            await served.Process.ExitCodeAsync();
        }

        await served.ReadersAsync();
        await using var next = await ServedStore.StartAsync(_sandbox, served);
        var found = await next.Client.GetFromJsonAsync<JsonElement>(KillPaths.Conversation(Conversation), Cancelled);
        Assert.Equal(2, found.GetProperty("messageCount").GetInt32());
        await ResumesAsync(next);
    }

    [Fact]
    public async Task Another_program_that_writes_delays_others_and_one_that_does_not_end_is_503_until_it_does()
    {
        await using var served = await BegunAsync();
        using (var other = Database.Open(_sandbox.File, mayCreate: false))
        {
            other.WaitForLocks(TimeSpan.FromSeconds(20));
            other.BeginWriting();
            var asking = served.TryAskAsync(Conversation, "quick");
            for (var reads = 0; reads < 50; reads++)
                await served.Client.GetStringAsync(KillPaths.Conversation(Conversation), Cancelled);
            Assert.False(asking.IsCompleted);
            other.Rollback();
            var (accepted, turn) = await asking;
            Assert.Equal(HttpStatusCode.Accepted, accepted);
            await served.UntilEndedAsync(turn.GetProperty("replies")[0].GetProperty("id").GetString()!);

            other.BeginWriting();
            var (status, body) = await served.TryAskAsync(Conversation, "quick");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Contains("holds the database's write lock", body.GetRawText(), StringComparison.Ordinal);
            other.Rollback();
        }

        await ResumesAsync(served);
    }

    [Fact]
    public async Task A_file_system_that_has_become_read_only_is_503_and_is_read_on()
    {
        await using var disk = await SmallDisk.Ext4Async(_sandbox.Data, Path.Combine(_sandbox.Root, "disk"), sizeMiB: 64);
        await using (var served = await BegunAsync())
        {
            await disk.FailAsync();
            var (status, body) = await served.AskUntilRefusedAsync(Conversation);
            Assert.True(status == HttpStatusCode.ServiceUnavailable, body.GetRawText());
            await served.JudgeAsync(Conversation);
            served.Process.Crash();
            await served.ReadersAsync();
            await served.Process.ExitCodeAsync();
            await disk.RepairAsync();
            await using var next = await ServedStore.StartAsync(_sandbox, served);
            await next.JudgeAsync(Conversation);
            await ResumesAsync(next);
        }

        _sandbox.Validate();
    }

    [Fact]
    public async Task A_second_server_is_refused_and_told_who_has_the_file_also_while_the_first_is_stopped()
    {
        await using var served = await BegunAsync();
        foreach (var isPaused in (bool[])[false, true])
        {
            if (isPaused)
                served.Process.Pause();
            await using var second = ServerProcess.Start(["--store", _sandbox.Store, "--urls", "http://127.0.0.1:0"]);
            Assert.Equal(1, await second.ExitCodeAsync());
            Assert.Contains($"is in use by process {served.Process.Id}", second.Error, StringComparison.Ordinal);
        }

        served.Process.Continue();
        await ResumesAsync(served);
    }

    private const string Flushes = "fsync,fdatasync";

    private async Task<ServedStore> BegunAsync()
    {
        var served = await ServedStore.StartAsync(_sandbox);
        await served.CreateAsync();
        await served.UntilEndedAsync(await served.AskAsync(Conversation, "quick"));
        return served;
    }

    private async Task ResumesAsync(ServedStore served)
    {
        await served.HealthAsync(HttpStatusCode.OK);
        Assert.Equal("stop", await served.UntilEndedAsync(await served.AskAsync(Conversation, "quick")));
        await served.ReadersAsync();
        await served.JudgeAsync(Conversation);
        await served.StopAsync();
        _sandbox.Validate();
    }
}
