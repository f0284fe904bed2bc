using Roundtable.Disk;
using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Crash;

/// <summary>
/// Some lives of a store on one disk, decided by one number: each ends by a power cut, a death or a stop, at any operation,
/// also while the one before is being recovered. After each all that was promised must hold.
/// </summary>
internal sealed class PowerRun
{
    private readonly Random _random;
    private readonly Truth _truth = new();
    private readonly JumpingClock _clock = new();
    private readonly bool _isFaulty;
    private readonly int _segmentSizeBytes;
    private MemoryFileSystem _system = new();
    private UserId _owner;

    public PowerRun(int seed, bool isFaulty)
    {
        (_random, _isFaulty) = (new Random(seed), isFaulty);
        _segmentSizeBytes = 1024 << _random.Next(6);
    }

    public async Task RunAsync(bool isInspected)
    {
        var setup = new ForgetfulDisk(_system, new FaultPlan(0));
        _owner = new UserFolder(HandStore.Folder, _clock, setup).Add("Ada").Id;
        _truth.Users[_owner] = "Ada";
        for (var lives = _random.Next(1, 6); lives > 0; lives--)
            await LiveAsync();
        await FinalState.CheckAsync(_system, _truth, _owner, _clock);
        if (isInspected)
            FinalState.Inspect(_system);
    }

    private async Task LiveAsync()
    {
        var plan = NewPlan();
        var disk = new ForgetfulDisk(_system, plan);
        var log = new ErrorLog();
        var isStopped = false;
        try
        {
            var store = await HandStore.OpenAsync(HandStore.Setup(disk, log, _segmentSizeBytes), _clock);
            await _truth.AdoptAsync(store.Store, _owner);
            var workload = new Workload(store, _truth, _random, _clock);
            plan.Meanwhile = () =>
            {
                workload.Meanwhile();
                if (_isFaulty && _random.Next(400) == 0)
                    LoseSome();
            };
            for (var actions = _random.Next(80); actions > 0; actions--)
                workload.Act(_owner);
            workload.Commit();
            isStopped = await StopAsync(store, _random.Next(8));
        }
        catch (ProcessDiedException) { }
        catch (Exception failure) when (_isFaulty && failure is DiskException or StorageUnavailableException)
        {
            // A start that the disk refuses; the next one finishes it.
        }

        plan.IsDead = true;
        Assert.Empty(disk.RepeatedFlushes);
        if (!_isFaulty)
            Assert.Empty(log.Errors);
        Assert.True(!isStopped || _isFaulty || !_system.Files($"{HandStore.Folder}/journal").Any());
        if (_isFaulty && _random.Next(8) == 0)
            _system.FailSome(_random);
        if (_random.Next(3) > 0)
            _system = _system.Cut(_random);
    }

    /// <summary>A clean stop, one whose last ends are refused, so that what is open stays open, or none; true for the first.</summary>
    private async Task<bool> StopAsync(HandStore store, int how)
    {
        store.Disk.Plan.Meanwhile = null;
        if (how is 0 or 1)
        {
            await store.StopAsync();
            foreach (var reply in _truth.OpenReplies)
                reply.Acknowledge(FinishReason.Interrupted);
        }
        else if (how == 2)
        {
            store.Journal.Finish();
            store.Publish();
        }

        return how is 0 or 1;
    }

    /// <summary>The disk loses what was written meanwhile, and somebody else is told of it first.</summary>
    private void LoseSome()
    {
        _system.FailSome(_random);
        _system.ErrorsSeen = _system.ErrorCount;
    }

    private FaultPlan NewPlan()
    {
        var plan = new FaultPlan(_random.Next());
        var dies = _random.Next(3) switch
        {
            0 => int.MaxValue,
            1 => _random.Next(1, 40),
            _ => _random.Next(1, 400),
        };
        var how = _random.Next(3) switch
        {
            0 => DiskFate.DiesBefore,
            1 => DiskFate.DiesAmid,
            _ => DiskFate.DiesAfter,
        };
        var chance = _isFaulty ? _random.NextDouble() * 0.03 : 0;
        plan.Rule = (number, operation) => number == dies ? how : Fault(plan, IsRead(operation) ? 0 : chance);
        return plan;
    }

    private static bool IsRead(DiskOperation operation) => operation is DiskOperation.Read or DiskOperation.List;

    private static DiskFate Fault(FaultPlan plan, double chance)
    {
        if (plan.Random.NextDouble() >= chance)
            return DiskFate.Succeeds;
        int[] errors = [FaultPlan.IoError, FaultPlan.NoSpace, FaultPlan.TooManyFiles, FaultPlan.ReadOnly];
        plan.Error = errors[plan.Random.Next(errors.Length)];
        return plan.Random.Next(3) == 0 ? DiskFate.FailsAmid : DiskFate.Fails;
    }
}
