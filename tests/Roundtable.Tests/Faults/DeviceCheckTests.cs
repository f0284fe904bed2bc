using Roundtable.Disk;
using Roundtable.Tests.Cli;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Faults;

/// <summary>The store looks at its device when it starts.</summary>
public sealed class DeviceCheckTests : IDisposable
{
    private const string Mounts = """
        22 1 254:0 / / rw - ext4 /dev/vda1 rw
        23 22 0:40 / /mnt/far\040away rw,noatime shared:1 - nfs4 server:/x rw
        24 22 0:41 / /mnt/far rw - tmpfs none rw
        25 22 0:42 / /mnt/far rw - xfs /dev/vdb rw
        """;

    private readonly FolderSandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Theory]
    [InlineData("/data", "ext4", false)]
    [InlineData("/mnt/far away/data", "nfs4", true)]
    [InlineData("/mnt/far", "xfs", false)]
    [InlineData("/mnt/farther", "ext4", false)]
    public void The_file_system_is_the_one_mounted_nearest(string folder, string kind, bool isOverNetwork)
    {
        var mount = MountPoint.Of(folder, _ => Mounts);

        Assert.Equal((kind, isOverNetwork), (mount!.Kind, mount.IsOverNetwork));
    }

    [Fact]
    public void A_system_that_does_not_tell_has_no_mounts() => Assert.Null(MountPoint.Of("/data", _ => null));

    [Fact]
    public async Task Flushes_that_cannot_fail_are_not_believed()
    {
        string[] lies = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", "inject=fdatasync:retval=0"];
        await using var refused = ServerProcess.Start(
            ["--store", $"files:{_sandbox.Data}", "--urls", "http://127.0.0.1:0"],
            launcher: lies
        );

        Assert.Equal(1, await refused.ExitCodeAsync());
        Assert.Contains("A flush that must fail is reported as done", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30_000, true)]
    [InlineData(0, false)]
    public async Task A_slow_device_is_worth_a_warning(int microseconds, bool isWarned)
    {
        var delay = $"inject=fdatasync:delay_enter={microseconds}";
        string[] slow = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync", "-e", delay];
        await using var disk = await SmallDisk.InMemoryAsync(_sandbox.Data, "size=40m");
        await using var served = await ServedStore.StartAsync(_sandbox, launcher: isWarned ? slow : []);

        Assert.Equal(isWarned, served.Process.Output.Contains("ms for a flush", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ext4_without_a_journal_is_worth_a_warning()
    {
        await using var disk = await SmallDisk.Ext4Async(
            _sandbox.Data,
            Path.Combine(_sandbox.Root, "image"),
            sizeMiB: 64,
            "-O",
            "^has_journal"
        );
        await using var served = await ServedStore.StartAsync(_sandbox);

        Assert.Contains("is on ext4 without a journal", served.Process.Output, StringComparison.Ordinal);
        await served.StopAsync();
    }
}
