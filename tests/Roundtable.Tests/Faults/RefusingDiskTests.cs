using System.Net;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>The system refuses to write, or to open, under the real executable: 503, reads go on, and it resumes by itself.</summary>
public sealed class RefusingDiskTests : IDisposable
{
    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_system_that_the_kernel_makes_read_only_is_503_and_keeps_all_that_was_shown()
    {
        await using var disk = await SmallDisk.Ext4Async(_sandbox.Data, Path.Combine(_sandbox.Root, "image"), sizeMiB: 96);
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        await served.UntilEndedAsync(await served.AskAsync(conversation, "quick"));
        var slow = await served.AskAsync(conversation, "slow");
        await served.UntilShownAsync(slow, 50);
        await disk.FailAsync();
        await RefusedAsync(served, conversation);
        served.Process.Crash();
        await served.Process.ExitCodeAsync();
        await served.ReadersAsync();
        await disk.RepairAsync();

        await using var next = await ServedStore.StartAsync(_sandbox, served);
        await next.JudgeAsync(conversation);
        await next.StopAsync();
        _sandbox.Validate();
    }

    [Fact]
    public async Task A_read_only_folder_is_503_until_it_can_be_written_again()
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        await served.UntilEndedAsync(await served.AskAsync(conversation, "quick"));
        await using (await SystemCalls.InjectAsync(served.Process.Id, "pwrite64,renameat2,mkdir,unlink", "error=EROFS"))
            await RefusedAsync(served, conversation);

        await ResumesAsync(served, conversation);
    }

    [Fact]
    public async Task Without_descriptors_nothing_sound_is_called_damaged_and_nothing_shown_is_lost()
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        var reply = await served.AskAsync(conversation, "quick");
        await served.UntilEndedAsync(reply);
        await served.ReadersAsync();
        var open = Descriptors(served);
        await LimitAsync(served, $"{open}:");
        try
        {
            await RefusedAsync(served, conversation);
            for (var read = 0; read < 5; read++)
            {
                using var response = await served.Client.GetAsync(Crash.KillPaths.Message(reply), Cancelled);
                var text = await response.Content.ReadAsStringAsync(Cancelled);
                Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, text);
                Assert.DoesNotContain("damaged", text, StringComparison.Ordinal);
            }
        }
        catch (HttpRequestException)
        {
            // The runtime itself gives up when it cannot open what it needs; whoever watches the process starts it again.
            Assert.NotEqual(0, await served.Process.ExitCodeAsync());
            await using var again = await served.CrashAndJudgeAsync(_sandbox, conversation);
            await again.StopAsync();
            return;
        }

        await LimitAsync(served, "1024:");
        await served.HealthAsync(HttpStatusCode.OK);
        Assert.Equal("stop", await served.UntilEndedAsync(await served.AskAsync(conversation, "quick")));
        Assert.InRange(Descriptors(served), 1, open + 8);
        await ResumesAsync(served, conversation);
    }

    [Fact]
    public async Task A_write_that_the_kernel_cuts_short_is_refused_and_nothing_half_is_visible()
    {
        // The kernel would kill who writes beyond the limit, and does not kill who ignores the signal.
        await using var served = await ServedStore.StartAsync(
            _sandbox,
            launcher: ["sh", "-c", "trap '' XFSZ; exec \"$@\"", "sh"]
        );
        var conversation = await served.CreateAsync();
        await served.UntilEndedAsync(await served.AskAsync(conversation, "quick"));
        // The journal has grown to some tens of KiB: the record that crosses this line is written in part.
        await Command.RunAsync("prlimit", "--pid", $"{served.Process.Id}", $"--fsize={64 * 1024}:");
        var (status, problem) = await served.AskUntilRefusedAsync(conversation);
        Assert.Equal((503, "/problems/storage-unavailable"), ((int)status, problem.GetProperty("type").GetString()));
        await Command.RunAsync("prlimit", "--pid", $"{served.Process.Id}", "--fsize=unlimited:");

        await ResumesAsync(served, conversation);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task A_write_that_writes_nothing_is_tried_elsewhere_or_refused(int n)
    {
        await using var served = await ServedStore.StartAsync(_sandbox);
        var conversation = await served.CreateAsync();
        await using (await SystemCalls.InjectAsync(served.Process.Id, "pwrite64", $"retval=0:when={n}"))
        {
            for (var turn = 0; turn < 3; turn++)
                await served.TryAskAsync(conversation, "quick");
        }

        // A thread may hear of its write only now, and the first question be refused once more.
        await served.HealthAsync(HttpStatusCode.OK);
        var (status, _) = await served.TryAskAsync(conversation, "quick");
        Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.ServiceUnavailable, $"{status}");
        await ResumesAsync(served, conversation);
    }

    private static int Descriptors(ServedStore served) => Directory.GetFileSystemEntries($"/proc/{served.Process.Id}/fd").Length;

    private static Task<string> LimitAsync(ServedStore served, string limit) =>
        Command.RunAsync("prlimit", "--pid", $"{served.Process.Id}", $"--nofile={limit}");

    private static async Task RefusedAsync(ServedStore served, string conversation)
    {
        var (status, problem) = await served.AskUntilRefusedAsync(conversation);
        Assert.Equal((503, "/problems/storage-unavailable"), ((int)status, problem.GetProperty("type").GetString()));
        await served.HealthAsync(HttpStatusCode.ServiceUnavailable);
        using var read = await served.Client.GetAsync(Crash.KillPaths.Conversation(conversation) + "?messages=false", Cancelled);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    private async Task ResumesAsync(ServedStore served, string conversation)
    {
        await served.HealthAsync(HttpStatusCode.OK);
        Assert.Equal("stop", await served.UntilEndedAsync(await served.AskAsync(conversation, "quick")));
        await using var next = await served.CrashAndJudgeAsync(_sandbox, conversation);
        await next.StopAsync();
    }
}
