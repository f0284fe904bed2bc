using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Crash;

/// <summary>One kind of operation fails from its n-th time on, once or until the disk is mended; then what must hold is looked at.</summary>
internal sealed record FailingDiskRun(DiskOperation Kind, int Number, int Error, bool IsForEver, bool IsAmid)
{
    private const int Seed = 3; // The same work each time, so that n counts through it.
    private const int Actions = 60;
    private const int HandlesMax = 4; // The lock, the flusher, a segment and a spare one.
    private readonly Truth _truth = new();
    private readonly JumpingClock _clock = new();
    private int _seen;
    private bool _isMended;
    private bool _isPaused;

    /// <summary>Runs; false when the operation was never reached, so that there is nothing more to fail.</summary>
    public async Task<bool> RunAsync()
    {
        var random = new Random(Seed);
        var chance = new Random(Number);
        var system = new MemoryFileSystem();
        var owner = new UserFolder(HandStore.Folder, _clock, new ForgetfulDisk(system, new FaultPlan(0))).Add("Ada").Id;
        _truth.Users[owner] = "Ada";
        await DieOnceAsync(new ForgetfulDisk(system, new FaultPlan(0)), random, owner);

        var plan = new FaultPlan(Number) { Error = Error, Rule = (_, operation) => FateOf(operation) };
        var disk = new ForgetfulDisk(system, plan);
        // A store that could not read everything knows less than the truth; it must not have harmed what it does not know.
        if (await TryOpenAsync(disk) is { } store && !(Kind == DiskOperation.Read && _seen >= Number))
        {
            _isPaused = true;
            await _truth.AdoptAsync(store.Store, owner);
            _isPaused = false;
            Work(store, random, owner);
        }

        Assert.Empty(disk.RepeatedFlushes);
        plan.IsDead = true;
        await FinalState.CheckAsync(chance.Next(2) == 0 ? system : system.Cut(chance), _truth, owner, _clock);
        return _seen >= Number;
    }

    /// <summary>A life before, so that the start has something to recover.</summary>
    private async Task DieOnceAsync(ForgetfulDisk disk, Random random, UserId owner)
    {
        var store = await HandStore.OpenAsync(HandStore.Setup(disk, new ErrorLog(), segmentSizeBytes: 2048), _clock);
        var workload = new Workload(store, _truth, random, _clock);
        for (var actions = Actions; actions > 0; actions--)
            workload.Act(owner);
        workload.Commit();
        disk.Plan.IsDead = true;
    }

    /// <summary>Opens the store; null when the start was refused, with the reason.</summary>
    private async Task<HandStore?> TryOpenAsync(ForgetfulDisk disk)
    {
        try
        {
            return await HandStore.OpenAsync(HandStore.Setup(disk, new ErrorLog(), segmentSizeBytes: 2048), _clock);
        }
        catch (Exception failure) when (failure is DiskException or StorageUnavailableException)
        {
            Assert.True(_seen >= Number);
            return null;
        }
    }

    private void Work(HandStore store, Random random, UserId owner)
    {
        var workload = new Workload(store, _truth, random, _clock) { Reads = Kind != DiskOperation.Read };
        for (var actions = Actions; actions > 0; actions--)
            workload.Act(owner);
        workload.Commit();
        Assert.All(workload.Refusals, fault => Assert.Equal(IsFull ? StorageFault.Full : StorageFault.Unavailable, fault));

        _isMended = true;
        store.Checkpoint();
        store.Publish();
        store.Checkpoint();
        Assert.True(workload.Works(owner), "Writing does not resume on a disk that works again.");
        Assert.Null(store.Store.Trouble);
        store.Publish();
        Assert.InRange(store.Disk.HandleCount, 1, HandlesMax);
        var names = store.Disk.List($"{HandStore.Folder}/journal");
        Assert.True(Kind == DiskOperation.Delete || !names.Any(name => name.EndsWith(".new", StringComparison.Ordinal)));
        foreach (var message in _truth.Living.SelectMany(conversation => conversation.Messages))
            message.See(Reading.Of(store.Store, message.Id).Text);
    }

    private bool IsFull => Error is FaultPlan.NoSpace or FaultPlan.QuotaExceeded;

    private DiskFate FateOf(DiskOperation operation)
    {
        if (operation != Kind || _isPaused)
            return DiskFate.Succeeds;
        _seen++;
        var fails = !_isMended && (IsForEver ? _seen >= Number : _seen == Number);
        return (fails, IsAmid) switch
        {
            (false, _) => DiskFate.Succeeds,
            (true, false) => DiskFate.Fails,
            (true, true) => DiskFate.FailsAmid,
        };
    }
}
