using System.Globalization;
using Roundtable.Tests.Faults;
using Roundtable.Tests.Sandbox;

namespace Roundtable.Tests.Crash;

/// <summary>
/// The power of a whole file system is cut at random moments under the real executable, while many people read many replies:
/// what was shown is there when it is mounted again. <c>ROUNDTABLE_SEED</c> takes a seed again;
/// <c>ROUNDTABLE_DURABILITY=process</c> must go red.
/// </summary>
public abstract class PowerOffTests<TSandbox>(ITestOutputHelper output) : StoreSuite<TSandbox>
    where TSandbox : IStoreSandbox, new()
{
    [Fact]
    public async Task Nothing_shown_is_lost_changed_or_doubled_when_the_power_is_cut()
    {
        var seed = Environment.GetEnvironmentVariable("ROUNDTABLE_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next();
        await using var disk = await SmallDisk.Ext4Async(Sandbox.Data, Path.Combine(Sandbox.Root, "disk"), sizeMiB: 256);
        var run = new KillRun(Sandbox, seed) { Cut = disk.CutPower, RestoreAsync = disk.RestorePowerAsync };
        try
        {
            await run.RunAsync(RunLength.Rounds(shortForm: 6, longForm: 150));
        }
        finally
        {
            output.WriteLine(run.Figures);
        }

        Sandbox.Validate();
    }
}
