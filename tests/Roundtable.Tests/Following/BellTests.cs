using Roundtable.Following;

namespace Roundtable.Tests.Following;

public sealed class BellTests
{
    private const int Many = 1_000;

    [Fact]
    public async Task Everybody_who_waits_has_a_turn()
    {
        var bell = new Bell();
        var waiting = Enumerable.Range(0, Many).Select(_ => WaitAsync(bell)).ToList();

        bell.Ring();

        await Task.WhenAll(waiting);
    }

    [Fact]
    public void Who_does_not_know_of_a_ring_does_not_wait()
    {
        var bell = new Bell();
        bell.Ring();

        Assert.True(WaitAsync(bell, 0).IsCompletedSuccessfully);
        Assert.False(WaitAsync(bell, 1).IsCompleted);
    }

    [Fact]
    public async Task Who_waits_again_and_again_misses_no_ring_however_they_race()
    {
        const int Rings = 2_000;
        var bell = new Bell();
        var listening = Enumerable.Range(0, 20).Select(_ => Task.Run(() => ListenAsync(new BellWaiter(bell)))).ToList();

        for (var i = 0; i < Rings; i++)
            bell.Ring();
        await Task.WhenAll(listening);

        static async Task ListenAsync(BellWaiter waiter)
        {
            for (var rung = 0L; rung < Rings; rung = waiter.Rung)
                await waiter.BeyondAsync(rung, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Who_stops_waiting_is_forgotten_and_the_others_are_not()
    {
        var bell = new Bell();
        using var stop = new CancellationTokenSource();
        var stopped = new BellWaiter(bell);
        var waits = WaitAsync(stopped, 0, stop.Token);
        var other = WaitAsync(bell);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        Assert.Null(stopped.Node.List);
        bell.Ring();
        await other;
    }

    [Fact]
    public async Task Who_is_cancelled_before_they_wait_does_not_wait()
    {
        var bell = new Bell();
        var waiter = new BellWaiter(bell);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WaitAsync(waiter, 0, cancelled));
        bell.Ring();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => WaitAsync(waiter, 0, cancelled));
    }

    [Fact]
    public async Task Rings_and_cancellations_that_race_end_each_wait_once()
    {
        for (var round = 0; round < 500; round++)
        {
            var bell = new Bell();
            using var stop = new CancellationTokenSource();
            var waits = Enumerable.Range(0, 20).Select(_ => WaitAsync(new BellWaiter(bell), 0, stop.Token)).ToList();
            using var barrier = new Barrier(2);
            var cancelling = Task.Run(() => Together(barrier, stop.Cancel), CancellationToken.None);
            Together(barrier, () => bell.Ring());
            await cancelling;
            await Task.WhenAny(Task.WhenAll(waits));
            Assert.All(waits, wait => Assert.True(wait.IsCompletedSuccessfully || wait.IsCanceled));
        }
    }

    private static void Together(Barrier barrier, Action act)
    {
        barrier.SignalAndWait();
        act();
    }

    private static Task WaitAsync(Bell bell, long rung = 0) => WaitAsync(new BellWaiter(bell), rung, CancellationToken.None);

    private static async Task WaitAsync(BellWaiter waiter, long rung, CancellationToken cancellationToken) =>
        await waiter.BeyondAsync(rung, cancellationToken);
}
