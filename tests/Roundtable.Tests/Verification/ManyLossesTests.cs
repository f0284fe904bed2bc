using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Files.Journaling;
using Roundtable.Files.Verification;
using Roundtable.Tests.Sandbox;
using Roundtable.Verification;

namespace Roundtable.Tests.Verification;

/// <summary>Setting one more file aside costs the same, however many have been.</summary>
public sealed class ManyLossesTests(ITestOutputHelper output)
{
    private const int Losses = 600;

    [Fact]
    public void A_loss_allocates_the_same_among_few_and_among_many()
    {
        using var sandbox = new FolderSandbox();
        using var meter = new Meter("Roundtable.Tests");
        var folder = Path.Combine(sandbox.Root, "damaged");
        var options = new FileStoreOptions { Folder = folder, SealAfter = null };
        var setup = new JournalSetup(options, new LinuxDisk(), new FileStoreMetrics(meter), NullLogger.Instance);
        Directory.CreateDirectory(setup.JournalFolder);
        var settlement = new DamageSettlement(setup, TimeProvider.System);
        var findings = Enumerable.Range(1, Losses).Select(number => Damage(folder, number)).ToList();

        findings[..100].ForEach(settlement.Settle);
        var few = Allocated(() => findings[100..200].ForEach(settlement.Settle));
        findings[200..500].ForEach(settlement.Settle);
        var many = Allocated(() => findings[500..].ForEach(settlement.Settle));

        output.WriteLine($"{few / 100} bytes for a loss among few, {many / 100} among many.");
        Assert.InRange(many, 0, few * 3 / 2);
        Assert.Equal(2 * Losses, Directory.GetFiles(Path.Combine(folder, "aside")).Length);
    }

    private static Finding Damage(string folder, int number)
    {
        var path = CraftedFolder.Message($"us01-co01-ms{number:D2}");
        new CraftedFolder(folder).Write(path, [1, 2, 3]);
        return new Finding(path, $"us01-co01-ms{number:D2}", "checksum", "It is not served.");
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
