using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Crash;

/// <summary>A process died over a batch that only the cache held, and the disk lost some of the cache before the next one started.</summary>
public sealed class FailedRecoveryTests
{
    private const int SegmentSizeBytes = 2048;
    private const int Seeds = 12;
    private readonly JumpingClock _clock = new();

    [Fact]
    public async Task What_a_recovery_showed_survives_a_cut_although_its_flush_failed_and_it_died_at_any_step()
    {
        for (var (number, isReached) = (1, true); isReached; number++)
        {
            isReached = false;
            for (var seed = 0; seed < Seeds; seed++)
                isReached |= await RunAsync(number, new Random((number * Seeds) + seed));
        }
    }

    private async Task<bool> RunAsync(int number, Random random)
    {
        var system = new MemoryFileSystem();
        var owner = new UserFolder(HandStore.Folder, _clock, NewDisk(system)).Add("Ada").Id;
        await DieOverABatchAsync(system, owner);
        system.FailSome(random);

        var dying = NewDisk(system);
        dying.Plan.Rule = (count, _) => count == number ? DiskFate.DiesBefore : DiskFate.Succeeds;
        try
        {
            await OpenAsync(dying);
        }
        catch (ProcessDiedException) { }

        var isReached = dying.Plan.IsDead;
        dying.Plan.IsDead = true;
        var shown = await CountAsync(await OpenAsync(NewDisk(system)), owner);
        var afterCut = await CountAsync(await OpenAsync(NewDisk(system.Cut(random))), owner);
        Assert.True(shown >= 1 && afterCut == shown, $"Step {number}: {shown} were shown, {afterCut} are there after the cut.");
        return isReached;
    }

    private async Task DieOverABatchAsync(MemoryFileSystem system, UserId owner)
    {
        var disk = NewDisk(system);
        var store = await OpenAsync(disk);
        await store.DoAsync(it => it.CreateConversationAsync(owner, new ConversationFacts(), CancellationToken.None).AsTask());
        store.Publish();
        disk.Plan.Rule = (_, operation) => operation == DiskOperation.FlushFile ? DiskFate.DiesBefore : DiskFate.Succeeds;
        _ = store.Store.CreateConversationAsync(owner, new ConversationFacts(), CancellationToken.None).AsTask();
        Assert.Throws<ProcessDiedException>(store.Commit);
    }

    private static async Task<int> CountAsync(HandStore store, UserId owner)
    {
        var page = await store.Store.ListConversationsAsync(owner, new ConversationQuery(10), CancellationToken.None);
        return page.Count;
    }

    private static ForgetfulDisk NewDisk(MemoryFileSystem system) => new(system, new FaultPlan(0));

    private Task<HandStore> OpenAsync(ForgetfulDisk disk) =>
        HandStore.OpenAsync(HandStore.Setup(disk, new ErrorLog(), SegmentSizeBytes), _clock);
}
