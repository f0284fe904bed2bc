using Roundtable.Disk;
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
                isReached |= await DieAsync(number, new Random((number * Seeds) + seed));
        }
    }

    [Fact]
    public async Task What_a_recovery_wrote_is_written_anew_when_the_disk_lost_it_and_told_somebody_else()
    {
        for (var (number, isReached) = (1, true); isReached; number++)
        {
            isReached = false;
            for (var seed = 0; seed < Seeds; seed++)
                isReached |= await LoseAsync(number, new Random((number * Seeds) + seed));
        }
    }

    [Fact]
    public async Task A_disk_that_is_full_during_a_recovery_costs_no_file()
    {
        var system = new MemoryFileSystem();
        var owner = new UserFolder(HandStore.Folder, _clock, NewDisk(system)).Add("Ada").Id;
        await DieOverABatchAsync(system, owner);
        var before = Conversations(system);
        var full = NewDisk(system);
        full.Plan.Error = FaultPlan.NoSpace;
        full.Plan.Rule = (_, operation) => operation == DiskOperation.Write ? DiskFate.Fails : DiskFate.Succeeds;

        await Assert.ThrowsAsync<DiskException>(() => OpenAsync(full));

        Assert.NotEmpty(before);
        Assert.Equal(before, Conversations(system));
        Assert.Equal(2, await CountAsync(await OpenAsync(NewDisk(system)), owner));
    }

    [Fact]
    public async Task A_place_that_refuses_to_be_written_is_left()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var system = new MemoryFileSystem();
            var owner = new UserFolder(HandStore.Folder, _clock, NewDisk(system)).Add("Ada").Id;
            await DieOverABatchAsync(system, owner);
            system.FlushAll();
            ((MemoryFile)system.Find(Conversations(system)[0])!).IsRefused = true;

            await CutAsync(await OpenAsync(NewDisk(system)), owner, new Random(seed));
        }
    }

    private static string[] Conversations(MemoryFileSystem system) =>
        [
            .. system
                .Files(HandStore.Folder)
                .Select(file => file.Path)
                .Where(path => path.Contains("-co", StringComparison.Ordinal)),
        ];

    /// <summary>The disk has lost some of the cache; the process that starts dies at an operation, and the next one does not.</summary>
    private async Task<bool> DieAsync(int number, Random random)
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
        await CutAsync(await OpenAsync(NewDisk(system)), owner, random);
        return isReached;
    }

    private async Task<bool> LoseAsync(int number, Random random)
    {
        var system = new MemoryFileSystem();
        var owner = new UserFolder(HandStore.Folder, _clock, NewDisk(system)).Add("Ada").Id;
        await DieOverABatchAsync(system, owner);
        var disk = NewDisk(system);
        disk.Plan.Rule = (count, _) =>
        {
            if (count == number)
            {
                system.FailSome(random);
                system.ErrorsSeen = system.ErrorCount;
            }

            return DiskFate.Succeeds;
        };
        var store = await OpenAsync(disk);
        var isReached = disk.Plan.Count >= number;
        await CutAsync(store, owner, random);
        return isReached;
    }

    /// <summary>What the store shows, also after it has emptied its journal, is there after a cut.</summary>
    private async Task CutAsync(HandStore store, UserId owner, Random random)
    {
        if (random.Next(2) == 0)
        {
            await CreateAsync(store, owner);
            store.Checkpoint();
            store.Publish();
        }

        var shown = await CountAsync(store, owner);
        store.Disk.Plan.IsDead = true;
        var afterCut = await CountAsync(await OpenAsync(NewDisk(store.Disk.System.Cut(random))), owner);
        Assert.True(shown >= 1 && afterCut == shown, $"{shown} were shown, {afterCut} are there after the cut.");
    }

    private static Task CreateAsync(HandStore store, UserId owner) =>
        store.DoAsync(it => it.CreateConversationAsync(owner, new ConversationFacts(), CancellationToken.None).AsTask());

    private async Task DieOverABatchAsync(MemoryFileSystem system, UserId owner)
    {
        var disk = NewDisk(system);
        var store = await OpenAsync(disk);
        await CreateAsync(store, owner);
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
