using Roundtable.Files;
using Roundtable.Tests.Doubles;

namespace Roundtable.Tests.Crash;

/// <summary>A process that dies soon after each start, before anything was written.</summary>
public sealed class RepeatedDeathTests
{
    private readonly MemoryFileSystem _system = new();
    private readonly JumpingClock _clock = new();

    [Fact]
    public async Task Starts_that_die_again_and_again_pile_up_no_segments()
    {
        var owner = new UserFolder(HandStore.Folder, _clock, new ForgetfulDisk(_system, new FaultPlan(0))).Add("Ada").Id;
        await LiveAsync(store =>
            store.DoAsync(it => it.CreateConversationAsync(owner, new ConversationFacts(), CancellationToken.None).AsTask())
        );

        for (var life = 0; life < 6; life++)
        {
            await LiveAsync(_ => Task.CompletedTask);
            // The one that is written to, and the spare one.
            Assert.InRange(_system.Files($"{HandStore.Folder}/journal").Count(), 1, 2);
        }
    }

    private async Task LiveAsync(Func<HandStore, Task> doAsync)
    {
        var plan = new FaultPlan(0);
        var disk = new ForgetfulDisk(_system, plan);
        var store = await HandStore.OpenAsync(HandStore.Setup(disk, new ErrorLog(), segmentSizeBytes: 4096), _clock);
        await doAsync(store);
        store.Publish();
        plan.IsDead = true;
    }
}
