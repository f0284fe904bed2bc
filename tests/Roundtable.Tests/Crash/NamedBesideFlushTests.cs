using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Crash;

/// <summary>
/// A file gets its name while a checkpoint flushes, and the flush fails. It may be the one that was lost, also when its segment
/// began in that moment; the process that is told dies, and the next one is told nothing.
/// </summary>
public sealed class NamedBesideFlushTests
{
    private const int SegmentSizeBytes = 4096;
    private readonly JumpingClock _clock = new();

    [Fact]
    public async Task A_file_that_was_named_beside_a_flush_that_fails_is_there_after_the_next_life_and_a_cut()
    {
        for (var seed = 0; seed < 40; seed++)
            await RunAsync(new Random(seed), beginsSegment: seed % 2 == 0, diesAtOnce: seed % 4 < 2);
    }

    private async Task RunAsync(Random random, bool beginsSegment, bool diesAtOnce)
    {
        var system = new MemoryFileSystem();
        var owner = new UserFolder(HandStore.Folder, _clock, NewDisk(system, random)).Add("Ada").Id;
        var first = await OpenAsync(NewDisk(system, random));
        await CreateAsync(first, owner);
        first.Checkpoint();
        var named = 0;
        first.Disk.Plan.Rule = (_, operation) =>
        {
            if (named > 0 && diesAtOnce)
                return DiskFate.DiesBefore;
            if (named > 0 || operation != DiskOperation.FlushFileSystem)
                return DiskFate.Succeeds;
            named = NameBeside(first, owner, beginsSegment);
            return DiskFate.Fails;
        };
        try
        {
            first.Publish();
        }
        catch (ProcessDiedException) { }

        Assert.Equal(1, named);
        first.Disk.Plan.IsDead = true;

        var second = await OpenAsync(NewDisk(system, random));
        await CreateAsync(second, owner);
        second.Checkpoint();
        second.Publish();
        second.Disk.Plan.IsDead = true;

        var afterCut = await OpenAsync(NewDisk(system.Cut(random), random));
        Assert.Equal(3, await CountAsync(afterCut, owner));
    }

    /// <summary>One more conversation becomes durable, and its file gets its name; gives how many did.</summary>
    private static int NameBeside(HandStore store, UserId owner, bool beginsSegment)
    {
        // A segment that fails is followed by a fresh one without a checkpoint between them.
        var rule = store.Disk.Plan.Rule;
        var fails = beginsSegment;
        store.Disk.Plan.Rule = (_, operation) =>
        {
            var isNow = fails && operation == DiskOperation.FlushFile;
            fails &= !isNow;
            return isNow ? DiskFate.Fails : DiskFate.Succeeds;
        };
        _ = Ask(store.Store, owner);
        store.Commit();
        var named = 0;
        while (store.Files.DoNext())
            named++;
        store.Disk.Plan.Rule = rule;
        return named;
    }

    private static Task CreateAsync(HandStore store, UserId owner) => store.DoAsync(it => Ask(it, owner));

    private static Task<Conversation?> Ask(FileStore store, UserId owner) =>
        store.CreateConversationAsync(owner, new ConversationFacts(), CancellationToken.None).AsTask();

    private static async Task<int> CountAsync(HandStore store, UserId owner)
    {
        var page = await store.Store.ListConversationsAsync(owner, new ConversationQuery(10), CancellationToken.None);
        return page.Count;
    }

    private static ForgetfulDisk NewDisk(MemoryFileSystem system, Random random) => new(system, new FaultPlan(random.Next()));

    private Task<HandStore> OpenAsync(ForgetfulDisk disk) =>
        HandStore.OpenAsync(HandStore.Setup(disk, new ErrorLog(), SegmentSizeBytes), _clock);
}
